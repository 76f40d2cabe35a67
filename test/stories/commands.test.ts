// Commands over the public contract (§5, §6), with mosquitto_sub or the mqtt package as the device, against the real process.
import { beforeAll, expect, test } from "vitest";
import type { Entry } from "#gateway/contract/entry.ts";
import { allEntries } from "../harness/entries.ts";
import { startGateway } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { mosquittoPub, mosquittoSub } from "../harness/mosquitto.ts";
import { connectDevice, type MqttDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

interface Command {
  readonly id: string;
  readonly state: string;
  readonly startedAt: string | null;
  readonly result: { readonly code: string | null; readonly data: object } | null;
}

const gateway = sharedGateway({ devices: { sub: {}, twice: {}, other: {} } });
let admin: HttpClient;
beforeAll(async () => {
  admin = await gateway().admin();
});

function device(id: string, of = gateway()) {
  const found = of.devices.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no device ${id}`);
  return found;
}

async function send(client: HttpClient, to: string, body: object): Promise<Command> {
  const answer = await client.post(`devices/${to}/commands`, body);
  expect(answer.status, answer.text).toBe(202);
  return answer.json<Command & Record<string, unknown>>();
}

function inState(client: HttpClient, id: string, state: string): Promise<Command> {
  return until(`${id} to be ${state}`, async () => {
    const command = (await client.get(`commands/${id}`)).json<Command & Record<string, unknown>>();
    return command.state === state ? command : null;
  });
}

const steps = (entries: readonly Entry[], id: string) =>
  entries.filter(({ kind, body }) => kind === "command" && body.id === id);

/** A device that has subscribed to its commands. */
async function listening(of: Parameters<typeof connectDevice>[0], id: string): Promise<MqttDevice> {
  const connected = await connectDevice(of, device(id, of));
  expect(await connected.subscribe(`campus/v1/${id}/command`)).toBe(1);
  return connected;
}

test("a command waits for its device, reaches mosquitto_sub word for word, and ends with the device's result", async () => {
  const sent = await send(admin, "sub", { name: "open", args: { for: "3s" }, expiresIn: "30s" });
  const received = await mosquittoSub(gateway(), device("sub"), ["-t", "campus/v1/sub/command", "-q", "1", "-C", "1"]);
  const { expiresAt } = (await admin.get(`commands/${sent.id}`)).json();
  expect(JSON.parse(received.stdout)).toEqual({ id: sent.id, name: "open", args: { for: "3s" }, expiresAt });
  await inState(admin, sent.id, "started");
  const result = JSON.stringify({ id: sent.id, ok: true, code: null, detail: null, data: { angle: 90 } });
  await mosquittoPub(gateway(), device("sub"), ["-q", "1", "-t", "campus/v1/sub/result", "-m", result]);
  const done = await inState(admin, sent.id, "done");
  expect(done).toMatchObject({
    result: { code: null, detail: null, data: { angle: 90 } },
    endedAt: expect.any(String),
  });
  const entries = steps(await allEntries(admin, "device=sub"), sent.id);
  expect(entries.map(({ type }) => type)).toEqual(["command.requested", "command.started", "command.done"]);
  expect(entries.map(({ cause }) => cause)).toEqual([null, entries[0]?.seq, entries[1]?.seq]);
});

test("a result counts once and only from the command's own device; what else is said is an entry of its own", async () => {
  await using asked = await listening(gateway(), "twice");
  await using other = await listening(gateway(), "other");
  const sent = await send(admin, "twice", { name: "blink" });
  await until("the command", () => asked.received.length === 1);
  const result = (ok: boolean) => ({ id: sent.id, ok, code: ok ? null : "jammed", detail: null, data: {} });
  await other.publish("result", result(true));
  await asked.publish("result", result(false));
  await asked.publish("result", result(true));
  expect(await inState(admin, sent.id, "failed")).toMatchObject({ result: { code: "jammed" } });
  const strays = await allEntries(admin, "type=device.result");
  expect(strays.map(({ device: of, body }) => [of, body.id])).toEqual([
    ["other", sent.id],
    ["twice", sent.id],
  ]);
  expect(asked.received).toHaveLength(1);
});

test("killed between start and result, a command becomes unknown at the next start and is never sent again", async () => {
  await using own = await startGateway({ devices: { gate: {}, later: {} } });
  let client = await own.admin();
  let id = "";
  {
    await using asked = await listening(own, "gate");
    ({ id } = await send(client, "gate", { name: "open", expiresIn: "30s" }));
    await until("the command", () => asked.received.length === 1);
    await own.kill("SIGKILL");
  }
  await own.start();
  client = await own.admin();
  expect(await inState(client, id, "unknown")).toMatchObject({ result: { code: "gateway-restarted" } });
  await using again = await listening(own, "gate");
  // A second command shows that the first one would have been there by now.
  const second = await send(client, "gate", { name: "open", expiresIn: "30s" });
  await until("the second command", () => again.received.length > 0);
  expect(again.received.map(({ payload }) => JSON.parse(payload).id)).toEqual([second.id]);
  // The late result of the first changes nothing, and is not lost.
  await again.publish("result", { id, ok: true });
  expect(await inState(client, id, "unknown")).toMatchObject({ result: { code: "gateway-restarted" } });
  const entries = await allEntries(client, "device=gate");
  expect(steps(entries, id).map(({ type }) => type)).toEqual([
    "command.requested",
    "command.started",
    "command.unknown",
  ]);
  expect(entries.filter(({ type, body }) => type === "device.result" && body.id === id)).toHaveLength(1);
});

test("a command that had not started when the gateway was killed still reaches its device, once", async () => {
  await using own = await startGateway({ devices: { gate: {} } });
  const { id } = await send(await own.admin(), "gate", { name: "blink", expiresIn: "1h" });
  await own.kill("SIGKILL");
  await own.start();
  await using asked = await listening(own, "gate");
  await inState(await own.admin(), id, "started");
  await until("the command", () => asked.received.length === 1);
  expect(JSON.parse(asked.received[0]?.payload ?? "")).toMatchObject({ id, name: "blink" });
});

test("a stop while a device is at work leaves unknown behind, not started", async () => {
  await using own = await startGateway({ devices: { gate: {} } });
  await using asked = await listening(own, "gate");
  const { id } = await send(await own.admin(), "gate", { name: "blink" });
  await until("the command", () => asked.received.length === 1);
  expect(await own.kill("SIGTERM")).toMatchObject({ code: 0 });
  await own.start();
  const command = (await (await own.admin()).get(`commands/${id}`)).json<Command & Record<string, unknown>>();
  expect(command).toMatchObject({ state: "unknown", result: { code: "gateway-stopped" } });
});
