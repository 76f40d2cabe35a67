// The forms of what the routes of the configuration take and answer.
import { Type } from "../contract/schema.ts";
import { TIME } from "./schemas.ts";

const TAG = Type.String({ description: "Version tag of a text: sha256:<hex>" });
const TEXT = Type.String({ maxLength: 256 * 1024, description: "campus.yaml" });
const ANY = Type.Object({}, { additionalProperties: true });
const TEXT_OR_NULL = Type.Union([Type.String(), Type.Null()]);

export const IF_MATCH = Type.Object({
  "if-match": Type.String({ description: "The version of the file that the change was made for, in double quotes" }),
});
export const MAYBE_IF_MATCH = Type.Object({
  "if-match": Type.Optional(
    Type.String({ description: "The version of the file; absent: the one that runs, if it is still the file's" }),
  ),
});
export const NO_QUERY = Type.Object({}, { additionalProperties: false });
export const SECRET_QUERY = Type.Object(
  {
    secret: Type.Optional(
      Type.Unsafe<"new">({
        type: "string",
        enum: ["new"],
        description: "Also give the device a new secret, told in the answer and nowhere else; needs a recent sign-in",
      }),
    ),
  },
  { additionalProperties: false },
);
export const ITEM_BODY = Type.Unsafe<Readonly<Record<string, unknown>>>({
  type: "object",
  maxProperties: 64,
  description: "As in campus.yaml (docs/campus-yaml.md)",
});
export const TEXT_BODY = Type.Object({ text: TEXT }, { additionalProperties: false });
export const UNDO_BODY = Type.Object(
  { version: Type.String({ minLength: 1, maxLength: 100, description: "Id of a kept version, or its tag" }) },
  { additionalProperties: false },
);

const PROBLEM = Type.Object({
  path: Type.String(),
  message: Type.String(),
  remedy: Type.String(),
  line: Type.Union([Type.Integer(), Type.Null()]),
});
const CHANGED = Type.Object({
  kind: Type.String({ description: "device, place, alarm, or a part of the file such as journal" }),
  id: TEXT_OR_NULL,
  aspects: Type.Optional(Type.Array(Type.String(), { description: "Of a changed device: which sides of it" })),
});
const DIFFERENCE = Type.Object({
  added: Type.Array(CHANGED),
  removed: Type.Array(CHANGED),
  changed: Type.Array(CHANGED),
  restart: Type.Array(Type.String(), { description: "What takes effect only after a restart" }),
});

export const CONFIG = Type.Object({
  version: TAG,
  text: TEXT,
  appliedAt: TIME,
  by: Type.String({ description: "An account, `file` for a change by hand, or `start`" }),
  problems: Type.Array(PROBLEM, { description: "What is wrong with the file on disk; empty while it is what runs" }),
  file: Type.Union([Type.Object({ version: TAG, text: TEXT }), Type.Null()], {
    description: "The file on disk when it is not what runs: its version is then what If-Match must say",
  }),
});
export const VERSIONS = Type.Object({
  versions: Type.Array(
    Type.Object({
      id: Type.String(),
      version: TAG,
      at: TIME,
      by: TEXT_OR_NULL,
      running: Type.Boolean(),
      difference: Type.Union([DIFFERENCE, Type.Null()], { description: "Against the version before it" }),
    }),
  ),
});
export const CHECKED = Type.Object({
  problems: Type.Array(PROBLEM),
  difference: Type.Union([DIFFERENCE, Type.Null()], {
    description: "Against what runs; null while there are problems",
  }),
});
const REMARKS = Type.Optional(
  Type.Array(Type.Object({ code: Type.String(), message: Type.String(), remedy: Type.String() }), {
    description: "What parts of the gateway could not take of it, or take with a fault; absent: nothing",
  }),
);
export const VERSION = Type.Object({ version: TAG, remarks: REMARKS });
export const NEW_SECRET = Type.Object({ version: TAG, secret: Type.String() });
export const ITEM = (word: string) => Type.Object({ version: TAG, [word]: ANY });
export const DEVICE_WRITTEN = Type.Object({
  version: TAG,
  remarks: REMARKS,
  device: ANY,
  secret: Type.Optional(Type.String()),
});
export const PLACE_WRITTEN = Type.Object({ version: TAG, remarks: REMARKS, place: ANY });
export const RULE_WRITTEN = Type.Object({ version: TAG, remarks: REMARKS, rule: ANY });

export const TRIAL = Type.Object({
  ok: Type.Boolean({ description: "True when every point has a good value" }),
  points: Type.Array(
    Type.Object({
      point: Type.String(),
      value: Type.Union([Type.Number(), Type.Boolean(), Type.String(), Type.Null()]),
      unit: Type.String(),
      quality: Type.String(),
      reason: TEXT_OR_NULL,
    }),
  ),
  raw: Type.Union([Type.String(), Type.Null()], { description: "What came last over the wire, hex" }),
  detail: TEXT_OR_NULL,
  error: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
});
