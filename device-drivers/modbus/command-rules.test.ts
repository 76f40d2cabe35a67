// Commands of a profile that contradict themselves are refused with their place.
import { expect, test } from "vitest";
import { check } from "./check.ts";

type Json = Readonly<Record<string, unknown>>;

function problems(profile: Json): string[] {
  const found = check({ id: "d", profile, connection: { tcp: "10.0.4.12:502" } });
  return found.map(({ path, what }) => `${path}: ${what}`);
}

const WRITE = { function: 6, address: 259, type: "s16", scale: 0.1 };
const LIMITED = { type: "number", minimum: -10, maximum: 10 };

test.each<[string, Json, string]>([
  ["without limits", { args: { value: { type: "number" } }, write: WRITE }, "has no range"],
  [
    "with two arguments",
    { args: { a: LIMITED, b: LIMITED }, write: WRITE },
    "needs one argument, or none and a fixed value",
  ],
  ["with nothing to write", { args: {}, write: WRITE }, "needs one argument, or none and a fixed value"],
  [
    "of a coil with a number",
    { args: { a: LIMITED }, write: { function: 5, address: 1, type: "bit" } },
    "writes boolean, but its argument is number",
  ],
  [
    "of two registers by function 6",
    { args: { a: LIMITED }, write: { ...WRITE, type: "f32" } },
    "writes f32 by function 6",
  ],
  ["by function 22", { args: { a: LIMITED }, write: { ...WRITE, function: 22 } }, "is not one of the known words"],
  [
    "of two registers at the last address",
    { args: { a: LIMITED }, write: { ...WRITE, function: 16, address: 65_535, type: "s32" } },
    "ends beyond address 65535",
  ],
  [
    "with limits beyond its register",
    { args: { a: { ...LIMITED, maximum: 10_000 } }, write: WRITE },
    "has a limit that its register cannot hold exactly",
  ],
  [
    "with a value beyond its register",
    { args: {}, write: { ...WRITE, value: 0.05 } },
    "has a fixed value that its register cannot hold exactly",
  ],
  [
    "with limits for true and false",
    { args: { a: { ...LIMITED, type: "boolean" } }, write: { function: 5, address: 1, type: "bit" } },
    "limits true and false",
  ],
  [
    "with a scaled flag",
    { args: { a: { type: "boolean" } }, write: { function: 5, address: 1, type: "bit", scale: 10 } },
    "scales a flag",
  ],
])("a command %s is refused", (_name, command, what) => {
  const [problem = ""] = problems({ points: {}, wire: { commands: { set: command } } });
  expect(problem).toMatch(/^profile\.wire\.commands\.set/);
  expect(problem).toContain(what);
});

const RELAY = { function: 5, address: 1, type: "bit" };
const LEVEL = {
  args: { to: { type: "number", minimum: 0, maximum: 5 } },
  write: { function: 6, address: 9, type: "u16" },
};
const withPulse = (back: Json) => ({
  points: {},
  wire: {
    commands: {
      set: { args: { on: { type: "boolean" } }, write: RELAY },
      level: LEVEL,
      pulse: { args: {}, write: { ...RELAY, value: true }, pulse: { after: "3s", back } },
    },
  },
});

test.each<[string, Json, string[]]>([
  ["a lasting command with its arguments", { name: "set", args: { on: false } }, []],
  ["a command beyond its limits", { name: "level", args: { to: 9 } }, ["does not give level its arguments"]],
  ["no command", { name: "unset", args: {} }, ["is taken back by unset, which is no lasting command"]],
  ["itself", { name: "pulse", args: {} }, ["is taken back by pulse, which is no lasting command"]],
  ["a command without its argument", { name: "set", args: {} }, ["does not give set its arguments"]],
  ["a command with another argument", { name: "set", args: { on: 0 } }, ["does not give set its arguments"]],
])("a pulse that is taken back by %s", (_name, back, expected) => {
  expect(problems(withPulse(back))).toEqual(expected.map((what) => `profile.wire.commands.pulse: ${what}`));
});
