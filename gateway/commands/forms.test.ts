import { expect, test } from "vitest";
import type { GatewayError } from "../kit/errors.ts";
import { type CommandProfile, type CommandWish, checkWish } from "./forms.ts";

const commands = {
  "set-level": {
    args: { to: { type: "number", minimum: 0, maximum: 10 }, slowly: { type: "boolean", optional: true } },
  },
  mode: { args: { is: { type: "text", oneOf: ["day", "night"] } } },
};
const meter: CommandProfile = { driver: "modbus", anyPoint: false, data: { wire: { commands } } };
const native: CommandProfile = { driver: "mqtt", anyPoint: true, data: {} };
const reader: CommandProfile = { driver: "mqtt", anyPoint: false, data: {} };

function codeOf(profile: CommandProfile, wish: Partial<CommandWish>): string {
  try {
    checkWish("dev-1", { name: "set-level", args: {}, expiresInMs: 10_000, ...wish }, profile);
    return "ok";
  } catch (error) {
    return (error as GatewayError).code;
  }
}

test.each<[what: string, profile: CommandProfile, wish: Partial<CommandWish>, code: string]>([
  ["a command as its profile lists it", meter, { args: { to: 10 } }, "ok"],
  ["an argument that may be left out", meter, { args: { to: 0, slowly: true } }, "ok"],
  ["one of the values there are", meter, { name: "mode", args: { is: "night" } }, "ok"],
  ["a value that there is not", meter, { name: "mode", args: { is: "dusk" } }, "bad-request"],
  ["more than the most", meter, { args: { to: 10.1 } }, "bad-request"],
  ["another type", meter, { args: { to: "5" } }, "bad-request"],
  ["a missing argument", meter, {}, "bad-request"],
  ["an argument that is not listed", meter, { args: { to: 5, fast: true } }, "bad-request"],
  ["a command that is not listed", meter, { name: "reboot" }, "command-not-supported"],
  ["a name of every object", meter, { name: "constructor" }, "command-not-supported"],
  ["a device that asks for nothing", reader, { name: "open" }, "command-not-supported"],
  ["any command of our own format", native, { name: "anything", args: { a: 1, b: "x", c: true } }, "ok"],
  ["a door for 30s", native, { name: "open", expiresInMs: 30_000 }, "ok"],
  ["a door for longer", native, { name: "open", expiresInMs: 30_001 }, "bad-request"],
  ["a key that reaches a prototype", native, { args: JSON.parse('{"__proto__": 1}') }, "bad-request"],
  ["more than the journal keeps", native, { args: { a: "学".repeat(1200) } }, "bad-request"],
])("%s: %s", (_what, profile, wish, code) => {
  expect(codeOf(profile, wish)).toBe(code);
});
