// The form of `wire` in the profile of foreign firmware: which topics it publishes, and what of their messages becomes points, events or
// states.

import { ID_PATTERN } from "../../gateway/contract/ids.ts";
import { type Static, Type } from "../../gateway/contract/schema.ts";

const closed = { additionalProperties: false } as const;
const pointer = Type.String({
  pattern: "^(/([^~/]|~[01])*)*$",
  description: "Place in the message, as a JSON pointer: /AM2301/Temperature; empty: the whole payload.",
});
const plain = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

const field = Type.Object(
  {
    at: Type.Union([pointer, Type.Array(pointer, { minItems: 1 })], {
      description: "Where it is; of several places the first that there is.",
    }),
    scale: Type.Optional(Type.Number({ description: "Value = number × scale + offset." })),
    offset: Type.Optional(Type.Number({ description: "Added after scaling." })),
    values: Type.Optional(
      Type.Record(Type.String(), Type.Union([plain, Type.Null()]), {
        description:
          "What the words of the firmware mean: { ON: true, OFF: false }; null: no value. Any other word is wrong.",
      }),
    ),
  },
  { ...closed, description: "One quantity in a message." },
);

const topicText = (options: { readonly description: string }) =>
  Type.String({ ...options, minLength: 1, pattern: "^([^+#]+|\\+)(/([^+#]*|\\+))*(/#)?$" });

const fields = Type.Record(Type.String({ pattern: ID_PATTERN }), field, { minProperties: 1 });

const mapping = Type.Object(
  {
    topic: topicText({
      description:
        "Topics that it is about, with + for one level and # for all that follow; {base} and {name} as campus.yaml says them.",
    }),
    payload: Type.Optional(
      Type.Unsafe<"json" | "text">({ enum: ["json", "text"], description: "How payloads are written; default json." }),
    ),
    when: Type.Optional(
      Type.Object(
        { at: pointer, is: Type.Optional(Type.Array(plain, { minItems: 1 })) },
        {
          ...closed,
          description: "Only messages in which this is there, and is one of these; others go on to the next mapping.",
        },
      ),
    ),
    must: Type.Optional(
      Type.Record(pointer, Type.Array(plain, { minItems: 1 }), {
        description:
          "What must be so where it is there, such as the unit of all temperatures; otherwise the message is refused.",
      }),
    ),
    time: Type.Optional(
      Type.Object(
        {
          at: pointer,
          as: Type.Optional(
            Type.Unsafe<"contract" | "seconds">({
              enum: ["contract", "seconds"],
              description: "contract: RFC 3339 with zone, or epoch ms (default); seconds: epoch seconds.",
            }),
          ),
        },
        { ...closed, description: "When it was measured; a message without it was measured when it came." },
      ),
    ),
    points: Type.Optional(fields),
    event: Type.Optional(
      Type.Object(
        {
          type: Type.String({ description: "Type of the entry, such as button.pressed." }),
          data: Type.Record(Type.String({ pattern: ID_PATTERN }), field),
        },
        closed,
      ),
    ),
    state: Type.Optional(fields),
    presence: Type.Optional(
      Type.Object(
        { at: pointer, online: Type.Array(plain, { minItems: 1 }), offline: Type.Array(plain, { minItems: 1 }) },
        { ...closed, description: "Whether the device is there, by its own words or those of what it comes through." },
      ),
    ),
    stranger: Type.Optional(
      Type.Literal(true, { description: "About a device that campus.yaml does not name: told once for each topic." }),
    ),
    unused: Type.Optional(
      Type.Literal(true, { description: "Nothing of these messages is kept, and that is no loss." }),
    ),
  },
  { ...closed, description: "What the messages of some topics mean: exactly one of the keys that say so." },
);

const argument = Type.Object(
  {
    args: Type.Record(Type.String({ pattern: ID_PATTERN }), Type.Object({ type: Type.String() }), {
      description: "Its arguments, as the gateway checks them.",
    }),
    name: Type.Optional(Type.Record(Type.String(), Type.String(), { description: "Its name for people." })),
    pulse: Type.Optional(Type.Unknown({ description: "As with every driver: what the gateway takes back by itself." })),
    topic: topicText({ description: "Where it is published." }),
    payload: Type.Unknown({
      description:
        'JSON, or a text that is sent bare; { "arg": NAME, "words": { "true": "ON" } } in it stands for an argument.',
    }),
    confirm: Type.Optional(
      Type.Object(
        { point: Type.String({ pattern: ID_PATTERN }), arg: Type.String({ pattern: ID_PATTERN }) },
        { ...closed, description: "The point that then has the argument's value." },
      ),
    ),
    within: Type.Optional(
      Type.Integer({ minimum: 100, maximum: 60_000, description: "Milliseconds for that; default 10000." }),
    ),
  },
  { ...closed, description: "A command in the firmware's words." },
);

export const WireSchema = Type.Object(
  {
    base: Type.Optional(topicText({ description: "What {base} is when campus.yaml does not say." })),
    topics: Type.Array(mapping, { minItems: 1, maxItems: 64 }),
    listens: Type.Optional(
      Type.Array(topicText({ description: "A filter." }), { description: "What the firmware subscribes to." }),
    ),
    commands: Type.Optional(
      Type.Record(Type.String({ pattern: ID_PATTERN }), argument, { description: "What it can be told." }),
    ),
  },
  closed,
);

export type Wire = Static<typeof WireSchema>;
export type MappingWire = Wire["topics"][number];
export type CommandWire = NonNullable<Wire["commands"]>[string];
export type FieldWire = Static<typeof field>;
