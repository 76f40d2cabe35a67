// The form of the `wire` parts of a Modbus profile: where a quantity lies, how it is coded, and what may be written.
// What must hold between these keys is rules.ts.
import { type Static, Type } from "../../gateway/contract/schema.ts";
import { MOST_REGISTERS } from "./request-limits.ts";

const oneOf = <const T extends string | number>(values: readonly T[], options: { description?: string } = {}) =>
  Type.Unsafe<T>({ enum: values, ...options });
const closed = { additionalProperties: false } as const;
const address = Type.Integer({ minimum: 0, maximum: 65_535, description: "Address on the wire, counted from 0." });
const duration = (description: string) => Type.String({ pattern: "^[1-9][0-9]{0,4}(ms|s)$", description });
const order = (what: string) => Type.Optional(oneOf(["high-first", "low-first"], { description: what }));

/** How a quantity is coded in registers; the same for reading and writing. */
const coding = {
  wordOrder: order("Order of the registers of one value; default high-first."),
  byteOrder: order("Order of the two bytes of a register; default high-first."),
  scale: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: "Value = raw × scale + offset; give 0.1 for tenths." }),
  ),
  fraction: Type.Optional(Type.Integer({ minimum: 1, maximum: 30, description: "Value = raw ÷ 2^fraction." })),
  offset: Type.Optional(Type.Number({ description: "Added after scaling, in the point's unit." })),
};

export const PointWireSchema = Type.Object(
  {
    function: oneOf([1, 2, 3, 4], {
      description: "1 coils, 2 discrete inputs, 3 holding registers, 4 input registers.",
    }),
    address,
    type: oneOf(["bit", "bits", "u16", "s16", "u32", "s32", "u64", "s64", "f32", "str"], {
      description: "`bit`: one coil or input. `bits`: some bits of a register.",
    }),
    ...coding,
    negative: Type.Optional(
      oneOf(["twos-complement", "from-10000"], {
        description: "Of s16: how numbers below zero are written; from-10000: 10250 is −250. Default twos-complement.",
      }),
    ),
    registers: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 125, description: "Of str and bits: how many registers; bits: 1 or 2." }),
    ),
    bits: Type.Optional(
      Type.Tuple([Type.Integer({ minimum: 0, maximum: 31 }), Type.Integer({ minimum: 0, maximum: 31 })], {
        description: "Of bits: lowest and highest bit; the same twice is one flag.",
      }),
    ),
    invert: Type.Optional(Type.Boolean({ description: "Of flags: true means 0 on the wire." })),
    sentinels: Type.Optional(
      Type.Array(Type.String({ pattern: "^([0-9A-F]{4}){1,4}$" }), {
        minItems: 1,
        description: "Raw values that mean “no value”: hexadecimal, highest digit first, as wide as the type.",
      }),
    ),
    range: Type.Optional(
      Type.Tuple([Type.Number(), Type.Number()], {
        description: "Smallest and largest value that can be true, in the point's unit. Needed for each number.",
      }),
    ),
    is: Type.Optional(
      Type.Array(Type.Integer(), {
        minItems: 1,
        description: "Makes a flag of an integer: true when the raw number is one of these. May share its registers.",
      }),
    ),
    enum: Type.Optional(
      Type.Record(Type.String({ pattern: "^(0|[1-9][0-9]{0,9})$" }), Type.String({ minLength: 1, maxLength: 64 }), {
        description: "Number → word, for points of type text.",
      }),
    ),
  },
  closed,
);
export type PointWire = Static<typeof PointWireSchema>;

const ArgumentSchema = Type.Object(
  {
    type: oneOf(["number", "boolean"]),
    minimum: Type.Optional(Type.Number()),
    maximum: Type.Optional(Type.Number()),
  },
  closed,
);

const WriteSchema = Type.Object(
  {
    function: oneOf([5, 6, 16], { description: "5 one coil, 6 one register, 16 some registers." }),
    address,
    type: oneOf(["bit", "u16", "s16", "u32", "s32", "f32"]),
    ...coding,
    readBack: Type.Optional(
      Type.Boolean({
        description:
          "False: the place holds something else than was written, so the device's answer is all. Default true.",
      }),
    ),
    value: Type.Optional(
      Type.Union([Type.Number(), Type.Boolean()], { description: "What is written when the command has no argument." }),
    ),
  },
  { ...closed, description: "Where it goes. It is read back from the same address unless readBack is false." },
);
export type WriteWire = Static<typeof WriteSchema>;

const ReadSchema = Type.Object(
  { function: oneOf([1, 2, 3, 4]), address, count: Type.Integer({ minimum: 1, maximum: 2000 }) },
  closed,
);
export type ReadWire = Static<typeof ReadSchema>;

const PulseSchema = Type.Object(
  {
    after: duration("How long it holds."),
    back: Type.Object(
      {
        name: Type.String({ description: "The command of this profile that takes it back." }),
        args: Type.Record(Type.String(), Type.Union([Type.Number(), Type.Boolean()])),
      },
      closed,
    ),
  },
  { ...closed, description: "It holds for a while only: the gateway takes it back, also after a crash." },
);

export const ProfileWireSchema = Type.Object(
  {
    block: Type.Optional(
      Type.Object(
        {
          maxGap: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 124,
              description: "Registers nobody asked for that one request may span; default 0.",
            }),
          ),
          reads: Type.Optional(
            Type.Array(ReadSchema, {
              minItems: 1,
              description: "Requests as the manual gives them; what lies in none of them is grouped by maxGap.",
            }),
          ),
          maxRegisters: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: MOST_REGISTERS,
              description: "Most registers of one request; default 125.",
            }),
          ),
        },
        { ...closed, description: "How much one request may ask of this model." },
      ),
    ),
    timing: Type.Optional(
      Type.Object(
        {
          timeout: Type.Optional(
            duration("How long an answer may take, where the connection does not say it; default 1s."),
          ),
          turnaround: Type.Optional(
            duration("Rest that it needs between an answer and the next request; default none."),
          ),
          retries: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 3,
              description: "How often a read that failed is repeated while the device answers others; default 0.",
            }),
          ),
        },
        { ...closed, description: "How this model wants to be asked." },
      ),
    ),
    identity: Type.Optional(
      Type.Object(
        {
          function: oneOf([3, 4]),
          address,
          type: oneOf(["u16", "u32"]),
          equals: Type.Union([Type.Integer({ minimum: 0, maximum: 4_294_967_295 }), Type.Literal("unit")]),
        },
        { ...closed, description: "Read with each poll; another value means another device: all points are bad." },
      ),
    ),
    commands: Type.Optional(
      Type.Record(
        Type.String({ pattern: "^[a-z0-9][a-z0-9_-]{0,31}$" }),
        Type.Object(
          {
            name: Type.Optional(
              Type.Object(
                {
                  "zh-CN": Type.String({ minLength: 1, maxLength: 64 }),
                  en: Type.String({ minLength: 1, maxLength: 64 }),
                },
                { ...closed, description: "What it is called on a screen; without it its id." },
              ),
            ),
            confirm: Type.Optional(
              Type.Boolean({ description: "True: a screen asks again before it is sent. Default false." }),
            ),
            args: Type.Record(Type.String({ pattern: "^[a-z0-9][a-z0-9_-]{0,31}$" }), ArgumentSchema),
            write: WriteSchema,
            pulse: Type.Optional(PulseSchema),
          },
          closed,
        ),
        { description: "All that may be written; each has one argument, or none and a fixed value." },
      ),
    ),
  },
  closed,
);
export type ProfileWire = Static<typeof ProfileWireSchema>;
export type CommandWire = NonNullable<ProfileWire["commands"]>[string];
