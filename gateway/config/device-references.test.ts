import { type BadFile, device, modbus, tellsEachRule, two } from "./rules-testing.ts";
import { CAMPUS, HEX, profilesForTests } from "./testing.ts";

/** Two meters on a link; the first one's power is believed by these rules. */
const trusted = (rules: string) =>
  modbus('tcp: "10.0.0.1:502"', 'tcp: "10.0.0.1:502", unit: 2').replace(
    "profile: meter",
    `profile: meter, points: { power: { trust: { ${rules} } } }`,
  );

/** Sensors behind Zigbee2MQTT. */
const through = (...lines: string[]) => `${CAMPUS}devices:
  - { id: zigbee, name: x, driver: mqtt, profile: zigbee-bridge, credential: { sha256: ${HEX} } }
${lines.map((rest, at) => `  - { id: ${"ef"[at]}, name: x, driver: mqtt, profile: zigbee-leak, ${rest} }`).join("\n")}
`;

const BAD: readonly BadFile[] = [
  ["swapped letters are recognised", device("enabeld: true"), "devices[0].enabeld", '"enabled"'],
  [
    "a device has a name",
    `${CAMPUS}devices: [{ id: d, driver: mqtt, profile: native, enabled: false }]\n`,
    "devices[0].name",
    "is missing",
  ],
  [
    "a name has at most 64 characters",
    device("").replace("name: x", `name: ${"中".repeat(65)}`),
    "devices[0].name",
    "64 characters",
  ],
  [
    "a name has no control characters",
    device("").replace("name: x", 'name: "a\\u0007b"'),
    "devices[0].name",
    "control character",
  ],
  [
    "a name has no direction marks",
    device("").replace("name: x", 'name: "a\\u202eb"'),
    "devices[0].name",
    "control character",
  ],
  ["device ids are unique", two("id: d", "id: d"), "devices[1].id", "devices[0]"],
  [
    "the driver exists",
    device("").replace("driver: mqtt", "driver: modbuss"),
    "devices[0].driver",
    "did you mean modbus?",
  ],
  [
    "the profile exists",
    device("").replace("profile: native", "profile: nativ"),
    "devices[0].profile",
    "native, native-door, native-reader",
  ],
  [
    "the profile is the driver's",
    device("").replace("profile: native", "profile: xy-md02"),
    "devices[0].profile",
    "driver mqtt",
  ],
  [
    "firmware with topics of its own says which are this device's",
    device("").replace("profile: native", "profile: tasmota-plug"),
    "devices[0].mqtt.topics",
    "tele/NAME/+",
  ],
  ["the place exists", device("place: roof"), "devices[0].place", 'no place "roof"'],
  ["every is at least 100ms", device("every: 99ms"), "devices[0].every", "100ms or more"],
  [
    "units are of the closed list",
    device("points: { t: { unit: Celsius } }"),
    "devices[0].points.t.unit",
    "closed list",
  ],
  [
    "a deadband is not negative",
    device("points: { t: { deadband: -1 } }"),
    "devices[0].points.t.deadband",
    "0 or more",
  ],
  [
    "types of points are known",
    device("points: { t: { type: string } }"),
    "devices[0].points.t.type",
    "number, boolean, text",
  ],
  ["point ids are ids", device("points: { Temp: {} }"), "devices[0].points.Temp", "not an allowed key"],
  ["point ids that are numbers are quoted", device("points: { 12: {} }"), "devices[0].points.12", 'quote it: "12"'],
  ["infinity is no number", device("points: { t: { deadband: .inf } }"), "devices[0].points.t.deadband", "finite"],
  ["enabled is true or false", device("enabled: no"), "devices[0].enabled", "true or false"],
  [
    "a device that sends needs a credential",
    device("").replace(/credential: \{[^}]*\}, /, ""),
    "devices[0].credential",
    "is missing",
  ],
  [
    "a credential is a hash",
    device("").replace(HEX, "hunter2"),
    "devices[0].credential.sha256",
    "64 hexadecimal digits",
  ],
  [
    "a credential is not the secret",
    device("").replace("sha256: ", "secret: x, sha256: "),
    "devices[0].credential.secret",
    "is not a known key",
  ],
  ["user names are unique", two("id: a", "id: b, mqtt: { username: a }"), "devices[1].mqtt.username", "devices[0]"],
  [
    "client ids are unique",
    two("id: a, mqtt: { clientId: z }", "id: b, mqtt: { clientId: z }"),
    "devices[1].mqtt.clientId",
    "devices[0]",
  ],
  [
    "foreign topics are not ours",
    device("mqtt: { topics: [campus/v1/other/telemetry] }"),
    "devices[0].mqtt.topics[0]",
    "not campus",
  ],
  [
    "foreign topics do not match ours",
    device('mqtt: { topics: ["+/v1/other/telemetry"] }'),
    "devices[0].mqtt.topics[0]",
    "fixed first level",
  ],
  [
    "foreign topics are not the broker's",
    device("mqtt: { topics: [$SYS/x] }"),
    "devices[0].mqtt.topics[0]",
    "fixed first level",
  ],
  ["# is the last level", device('mqtt: { topics: ["a/#/b"] }'), "devices[0].mqtt.topics[0]", "only last"],
  [
    "a device that we ask has a connection",
    modbus("").replace(", connection: {  }", ""),
    "devices[0].connection",
    "is missing",
  ],
  [
    "a connection is one link",
    modbus('tcp: "10.0.0.1:502", serial: /dev/ttyS0'),
    "devices[0].connection",
    "tcp and serial",
  ],
  ["a link's address is one", modbus("tcp: 10.0.0.1"), "devices[0].connection.tcp", "HOST:PORT"],
  [
    "a unit number is at most 255",
    modbus('tcp: "10.0.0.1:502", unit: 256'),
    "devices[0].connection.unit",
    "255 or less",
  ],
  [
    "devices on one link agree on its time-out",
    modbus('tcp: "10.0.0.1:502", unit: 1, timeout: 1s', 'tcp: "10.0.0.1:502", unit: 2, timeout: 2s'),
    "devices[1].connection.timeout",
    "devices[0] (m0)",
  ],
  [
    "devices on one serial port agree on what one of them leaves out",
    modbus("serial: /dev/ttyS0, unit: 1, parity: even", "serial: /dev/ttyS0, unit: 2"),
    "devices[1].connection",
    "parity",
  ],
  [
    "one address is not two kinds of link",
    modbus('tcp: "10.0.0.1:502"', 'rtuOverTcp: "10.0.0.1:502"'),
    "devices[1].connection",
    "rtuOverTcp",
  ],
  [
    "a point is one of the profile",
    modbus('tcp: "10.0.0.1:502"').replace("profile: meter", "profile: meter, points: { powr: {} }"),
    "devices[0].points.powr",
    "did you mean power?",
  ],
  [
    "no model is asked more often than it bears",
    modbus('tcp: "10.0.0.1:502"').replace("profile: meter", "profile: meter, every: 1999ms"),
    "devices[0].every",
    "write every: 2s",
  ],
  [
    "a point that is followed is one of the profile",
    trusted("follows: powr"),
    "devices[0].points.power.trust",
    "no point of the profile",
  ],
  ["a range of belief is not empty", trusted("range: [5, 5]"), "devices[0].points.power.trust", "empty range"],
  [
    "the other sensor's device exists",
    trusted("agrees: { with: m7.power, within: 1 }"),
    "devices[0].points.power.trust.agrees.with",
    'no device "m7"',
  ],
  [
    "the other sensor's point exists",
    trusted("agrees: { with: m1.powr, within: 1 }"),
    "devices[0].points.power.trust.agrees.with",
    "did you mean power?",
  ],
  [
    "a sensor is not compared with itself",
    trusted("agrees: { with: power, within: 1 }"),
    "devices[0].points.power.trust.agrees.with",
    "itself",
  ],
  [
    "a flag that a device of our own is doubted by is one of its points",
    device("points: { t: { trust: { unless: [fault] } } }"),
    "devices[0].points.t.trust",
    "names fault",
  ],
  [
    "a sensor that sends to us is not compared with one that we ask",
    two(
      "id: d, points: { t: { trust: { agrees: { with: m1.power, within: 1 } } } }",
      "id: e }\n  - { id: m1, name: x, driver: modbus, profile: meter, connection: { tcp: 10.0.0.1:502 }",
    ),
    "devices[0].points.t.trust.agrees.with",
    "is a device that we ask",
  ],
  ["what it comes through exists", through("mqtt: { via: zigbe }"), "devices[1].mqtt.via", "did you mean zigbee?"],
  [
    "what it comes through signs in itself",
    through("mqtt: { via: e }"),
    "devices[1].mqtt.via",
    "does not sign in itself",
  ],
  [
    "what comes through another device has no secret",
    through(`mqtt: { via: zigbee }, credential: { sha256: ${HEX} }`),
    "devices[1].credential",
    "is never used",
  ],
  [
    "names behind a bridge are unique",
    through("mqtt: { via: zigbee, name: a/b }", "mqtt: { via: zigbee, name: a/b }"),
    "devices[2].mqtt.name",
    "devices[1]",
  ],
  ["a name in a topic has no wildcard", device('mqtt: { name: "a/+" }'), "devices[0].mqtt.name", "without + and #"],
  [
    "what comes through a bridge has its name in its topics",
    through("mqtt: { via: zigbee }").replace("profile: zigbee-leak", "profile: native"),
    "devices[1].mqtt.via",
    "no {name}",
  ],
  [
    "no camera where people undress",
    `${CAMPUS}places: [{ id: wc, name: x, class: toilet }]
devices: [{ id: d, name: x, driver: onvif, profile: dome, place: wc, connection: {} }]\n`,
    "devices[0].place",
    "no camera",
  ],
  [
    "constructor is refused deep inside",
    modbus("constructor: { a: 1 }, tcp: 10.0.0.1:502"),
    "devices[0].connection.constructor",
    "refused",
  ],
  ["prototype is no point", device("points: { prototype: {} }"), "devices[0].points.prototype", "refused everywhere"],
];

tellsEachRule(BAD, await profilesForTests());
