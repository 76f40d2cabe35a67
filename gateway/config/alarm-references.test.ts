import { type BadFile, rule, tellsEachRule } from "./rules-testing.ts";
import { profilesForTests } from "./testing.ts";

const BAD: readonly BadFile[] = [
  ["a rule watches something", rule("point: t, above: 1"), "alarms[0]", "exactly one of device, profile, place"],
  ["a rule watches one thing", rule("device: d, place: yard, point: t, above: 1"), "alarms[0]", "device and place"],
  ["a rule has a condition", rule("device: d, point: t"), "alarms[0]", "above, below, equals, noData, badFor"],
  ["a rule has one condition", rule("device: d, point: t, above: 1, below: 0"), "alarms[0]", "above and below"],
  ["a rule's device exists", rule("device: e, point: t, above: 1"), "alarms[0].device", 'no device "e"'],
  ["a rule's profile exists", rule("profile: e, point: t, above: 1"), "alarms[0].profile", 'no profile "e"'],
  ["a rule's place exists", rule("place: e, point: t, above: 1"), "alarms[0].place", 'no place "e"'],
  [
    "a device's profile has the rule's point",
    rule("device: m, point: t, above: 1"),
    "alarms[0].point",
    "profile meter",
  ],
  [
    "a profile has the rule's point",
    rule("profile: xy-md02, point: power, above: 1"),
    "alarms[0].point",
    "temperature, humidity",
  ],
  ["a device in the place has the rule's point", rule("place: yard, point: t, above: 1"), "alarms[0].point", "power"],
  [
    "devices in a place within the rule's place count",
    rule("place: ground, point: t, above: 1").replace(
      "class: yard }",
      "class: yard, within: ground }, { id: ground, name: x, class: other }",
    ),
    "alarms[0].point",
    "power",
  ],
  ["a limit is a number", rule("device: d, point: t, above: hot"), "alarms[0].above", "not a number"],
  ["equals is one value", rule("device: d, point: t, equals: [1]"), "alarms[0].equals", "is a list"],
  [
    "severities are known",
    rule("device: d, point: t, above: 1, severity: hihg"),
    "alarms[0].severity",
    "did you mean high?",
  ],
  ["texts are by language", rule("device: d, point: t, above: 1, text: Hot"), "alarms[0].text", "is a text, not a map"],
  [
    "rule ids are unique",
    rule("device: d, point: t, above: 1 }, { id: r, device: d, point: t, below: 1"),
    "alarms[1].id",
    "alarms[0]",
  ],
];

tellsEachRule(BAD, await profilesForTests());
