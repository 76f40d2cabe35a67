import { expect, test } from "vitest";
import { type BadFile, tellsEachRule, two } from "./rules-testing.ts";
import { CAMPUS, HEX, problemsOf, profilesForTests } from "./testing.ts";

/** Devices d0, d1 … with these places in the network. */
const placed = (...networks: string[]): string =>
  `${CAMPUS}devices:\n${networks
    .map(
      (network, at) =>
        `  - { id: d${at}, name: x, driver: mqtt, profile: native, credential: { sha256: ${HEX} }${network} }\n`,
    )
    .join("")}`;
const at = (level: string, behind: string | null = null) =>
  `, network: { level: ${level}${behind === null ? "" : `, behind: ${behind}`} }`;

const BAD: readonly BadFile[] = [
  ["the level is one of four", placed(at("floor")), "devices[0].network.level", "is not one of the known words"],
  [
    "the device before it exists",
    placed(at("core"), at("room", "d7")),
    "devices[1].network.behind",
    "there is no device",
  ],
  ["the device before it has a place, too", placed("", at("room", "d0")), "devices[1].network.behind", "has no place"],
  ["nobody is behind itself", placed(at("core", "d0")), "devices[0].network.behind", "circle"],
];

const profiles = await profilesForTests();
tellsEachRule(BAD, profiles);

test("a circle is told at each device that is in it", () => {
  const file = placed(at("core", "d1"), at("building", "d0"), at("room"));
  expect(problemsOf(file, profiles).map(({ path }) => path)).toEqual([
    "devices[0].network.behind",
    "devices[1].network.behind",
  ]);
});

test("a campus with core, exit, building and room is right, and so is one without places", () => {
  const file = placed(at("core"), at("exit", "d0"), at("building", "d0"), at("room", "d2"), at("exit", "d1"));
  expect(problemsOf(file, profiles)).toEqual([]);
  expect(problemsOf(two("id: a", "id: b"), profiles)).toEqual([]);
});
