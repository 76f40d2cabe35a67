import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { brokerUnderTest, signInOf } from "#test/harness/broker.ts";
import { publishOf, rawConnect } from "#test/harness/raw-mqtt.ts";
import type { DeviceProfile } from "./port.ts";

const reader: DeviceProfile = { id: "reader", personal: true, maxPacketBytes: null, points: new Map() };
const secrets = [
  "ZhangSan",
  "CARD0012345678",
  "13812345678",
  "11010519491231002X",
  "FACE/9j/4AAQ",
  "PIN4711",
  "3405691582",
];

test("names, cards, numbers and pictures reach neither the journal's files nor the log, whatever way they come", async () => {
  await using t = await brokerUnderTest({
    devices: [{ id: "gate-east", profile: "reader" }],
    profiles: new Map([["reader", reader]]),
  });
  const { mqtt } = await rawConnect(t.port, {
    ...signInOf("gate-east"),
    will: {
      topic: "campus/v1/gate-east/event",
      payload: `{"type":"power.lost","data":{"lastUser":{"userName":"${secrets[0]}"}}}`,
    },
  });
  const person = {
    name: secrets[0],
    card_no: secrets[1],
    "Face-Pic": secrets[4],
    pin: secrets[5],
    note: `call ${secrets[2]}`,
    id: secrets[3],
  };
  const messages: [string, string][] = [
    ["event", JSON.stringify({ eid: "e1", type: "access.granted", data: { door: "east", who: [person] } })],
    ["state", JSON.stringify({ state: { last: person } })],
    ["result", JSON.stringify({ id: "c-1", ok: true, detail: `opened for ${secrets[2]}`, data: person })],
    ["reported", JSON.stringify({ version: 1, config: { whitelist: [person] } })],
    ["event", `{"type":"access.granted","data":${JSON.stringify(person)}`],
    ["telemetry", JSON.stringify({ points: { t: "ZhangSan" } })],
    ["telemetry", JSON.stringify({ points: { door: true, card: null } })],
    ["telemetry", JSON.stringify({ points: { door: true, card: 3405691582 } })],
    ["telemetry", JSON.stringify({ points: { door: true, x: 1 } })],
    ["telemetry", JSON.stringify({ points: { door: true, x: 13812345678 } })],
    ["telemetry", JSON.stringify({ points: { door: true, x: { v: 13812345678 } } })],
    ["event", JSON.stringify({ eid: secrets[2], type: "access.denied", data: {} })],
    ["result", JSON.stringify({ id: secrets[3], ok: true })],
    ["result", JSON.stringify({ id: "c-2", ok: true, code: secrets[2] })],
    ["reported", JSON.stringify({ version: 2, hash: secrets[3] })],
    [`event/${secrets[2]}`, "{}"],
    ["command", JSON.stringify(person)],
  ];
  mqtt.send(...messages.map(([topic, payload], i) => publishOf(`campus/v1/gate-east/${topic}`, payload, i + 1)));
  await mqtt.expect(4, messages.length);
  mqtt.socket.destroy();
  await t.entry("the will", ({ type }) => type === "power.lost");
  const kept = t.entries().find(({ eid }) => eid === "e1");
  expect(kept?.body).toMatchObject({
    data: {
      door: "east",
      who: [{ credentialRef: expect.stringMatching(/^u-/), credentialRef2: expect.stringMatching(/^u-/) }],
    },
  });
  expect(t.entries().find(({ type }) => type === "access.denied")?.eid).toMatch(/^u-/);
  const readings = t.entries().filter(({ kind }) => kind === "reading");
  expect(readings.map(({ body }) => Object.keys(body.points ?? {}))).toEqual([
    ["door", "card"],
    ["door", "x"],
  ]);
  const files = readdirSync(t.folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const written = [
    ...files.map((file) => readFileSync(join(file.parentPath, file.name), "latin1")),
    ...t.logLines,
  ].join("\n");
  expect(written).toContain("access.granted");
  for (const secret of secrets) {
    expect(written).not.toContain(secret);
    expect(written).not.toContain(Buffer.from(secret).toString("base64").slice(0, 8));
  }
});

test("when a reference cannot be made, the event is not stored, not acknowledged, and the gateway lives", async () => {
  let broken = true;
  const refOf = () => {
    if (broken) throw new Error("disk full");
    return "u-abc";
  };
  await using t = await brokerUnderTest({ credentialRefs: { refOf } });
  const event = publishOf("campus/v1/gate-east/event", '{"eid":"e1","type":"access.denied","data":{"card":"1"}}', 1);
  const first = await rawConnect(t.port, signInOf("gate-east"));
  first.mqtt.send(event);
  await first.mqtt.closed();
  expect(first.mqtt.ids()).toEqual([]);
  broken = false;
  const { mqtt } = await rawConnect(t.port, signInOf("gate-east"));
  await using _ = mqtt;
  mqtt.send(event);
  await mqtt.expect(4);
  expect(t.entries().filter(({ kind }) => kind === "event")).toHaveLength(1);
});
