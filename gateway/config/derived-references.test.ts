import { expect, test } from "vitest";
import { wiringOf } from "../contract/derived-wiring.ts";
import { loadProfiles } from "./profiles.ts";
import { CAMPUS, linesOf } from "./testing.ts";

const profiles = await loadProfiles();

/** What is said of a derived device beside two sensors and a button that sends whatever it likes. */
function saidOf(profile: string, connection: string): string[] {
  const sensor = (id: string, port: number) =>
    `  - { id: ${id}, name: x, driver: modbus, profile: xy-md02, connection: { tcp: "10.0.0.1:${port}" } }\n`;
  const any = "  - { id: any, name: x, driver: mqtt, profile: native, enabled: false }\n";
  const derived = `  - { id: d, name: x, driver: derived, profile: ${profile}, connection: ${connection} }\n`;
  return linesOf(`${CAMPUS}devices:\n${sensor("a", 1)}${sensor("b", 2)}${any}${derived}`, profiles);
}

test.each([
  ["dew-point", "{ of: a }"],
  ["dew-point", "{ of: any, oldest: 10min }"],
  ["dew-point", "{ of: a, inputs: { humidity: b.humidity } }"],
  ["cooling-stopped", "{ inputs: { intake: a.temperature, outlet: b.temperature }, difference: 4, for: 10min }"],
  ["in-order", "{ devices: [ a, b, any ] }"],
  ["in-order", "{ profiles: [ xy-md02 ] }"],
])("%s from %s is computed", (profile, connection) => {
  expect(saidOf(profile, connection)).toEqual([]);
});

test.each([
  ["dew-point", "{}", "connection.inputs.temperature: is missing"],
  ["dew-point", "{ of: c }", 'connection.of: there is no device "c"'],
  ["dew-point", "{ of: d }", 'connection.of: there is no device "d"'],
  ["dew-point", "{ of: a, inputs: { wetness: a.humidity } }", 'connection.inputs.wetness: there is no input "wetness"'],
  [
    "dew-point",
    "{ of: a, inputs: { humidity: a.wetness } }",
    'connection.inputs.humidity: there is no point of profile xy-md02 "wetness"',
  ],
  ["dew-point", "{ of: a, inputs: { humidity: wetness } }", "connection.inputs.humidity: is not DEVICE.POINT"],
  ["dew-point", "{ of: a, oldest: 5 }", "connection.oldest: is not a duration"],
  ["dew-point", "{ of: a, window: 5s }", "connection.window: is not known"],
  ["energy-day", "{ of: any, wrapsAt: x }", "connection.wrapsAt: is not a number"],
  ["cooling-stopped", "{ difference: 3 }", "connection.inputs: is missing"],
  ["in-order", "{}", "connection.devices: is missing"],
  ["in-order", "{ devices: [ a, c ] }", 'connection.devices: there is no device "c"'],
  ["in-order", "{ profiles: [ sdm630 ] }", 'connection.profiles: there is no device of profile "sdm630"'],
])("%s from %s is refused: %s", (profile, connection, problem) => {
  const said = saidOf(profile, connection);
  expect(said.join("\n")).toContain(`devices[3].${problem}`);
});

test("a profile of somebody's own that does not say what is computed is refused", () => {
  for (const profile of [
    {},
    { wire: {} },
    { wire: { computes: "weather" } },
    { wire: { computes: "rise", inputs: { value: {} } } },
  ])
    expect(
      wiringOf({ of: "a" }, profile, new Map([["a", { driver: "mqtt", profile: "native", points: null }]])).problems,
    ).not.toEqual([]);
});
