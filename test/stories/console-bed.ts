// One campus for all tests that look at the whole console: every state of a device, every kind of entry, an account of every role. What
// names and texts it is filled with is the test's choice.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { startSimulator } from "#drivers/modbus/simulator/server.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { type BrowserWindow, openWindow, signIn, startBrowser, type WindowOptions } from "../harness/browser.ts";
import type { Repair } from "../harness/console-pages.ts";
import { ADMIN_PASSWORD, type Gateway, startGateway } from "../harness/gateway.ts";
import { connectDevice, type MqttDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";

/** Answers like unit 1 on the same bus, and no device has it yet. */
export const SPARE_UNIT = 2;
export const ROOM = "machine-room";
export const RACK = "rack";

/** What the campus is called and filled with. */
export interface Words {
  /** At most 64 characters: a name of a place, device or point, by number. */
  readonly name: (n: number) => string;
  /** Whatever a device may send: data of events, states, details of refusals, broken payloads. */
  readonly text: (n: number) => string;
}

export interface ConsoleBed extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly browser: Browser;
  /** A labelled thing of the register, and its repair. */
  readonly repair: Repair;
  /** Both answer `open` and refuse everything else. */
  readonly door: MqttDevice;
  readonly rack: MqttDevice;
  /** A window in which an account is signed in; each role has one of its name. */
  window(account: string, options: Omit<WindowOptions, "base">): Promise<BrowserWindow>;
}

export const ROLES = ["guard", "duty-leader", "it-teacher", "safety-office", "viewer", "county", "integrator", "contractor", "logistics"] as const; // biome-ignore format: a list of words

/** Starts before the first test of a file and stops after the last; the returned function gives it inside tests. */
export function sharedConsoleBed(words: Words): () => ConsoleBed {
  let bed: ConsoleBed | null = null;
  beforeAll(async () => {
    bed = await startConsoleBed(words);
  }, 120_000);
  afterAll(async () => {
    await bed?.[Symbol.asyncDispose]();
  });
  return () => {
    if (bed === null) throw new Error("the campus of the console is not running");
    return bed;
  };
}

async function startConsoleBed(words: Words): Promise<ConsoleBed> {
  const { name, text } = words;
  await using made = new AsyncDisposableStack();
  const unit = memoryUnit();
  for (const table of [1, 2] as const) unit.set(table, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  const simulator = made.use(
    await startSimulator({ units: new Map([1, SPARE_UNIT].map((id) => [id, unit])), clock: systemClock }),
  );
  const polled = (port: number) => ({
    driver: "modbus",
    profile: "waveshare-io-8ch",
    connection: { tcp: `127.0.0.1:${port}`, unit: 1 },
    every: "500ms",
    report: { onChange: true, atLeast: "60s" },
    credential: undefined,
  });
  const gateway = made.use(
    await startGateway({
      config: {
        campus: { id: "no3-middle", name: name(0), timezone: "Asia/Shanghai" },
        places: [
          { id: ROOM, name: name(1), class: "machine-room", key: true },
          { id: "gate", name: name(2), class: "gate", key: true },
          { id: "cabinet", name: name(3), class: "other", within: ROOM },
        ],
        duty: { posts: [{ id: "guard", name: name(12) }] },
        alarms: [{ id: "hot", device: RACK, point: "temperature", above: 28, severity: "high", ...said(name(11)) }],
      },
      devices: {
        [RACK]: {
          name: name(4),
          place: ROOM,
          points: { temperature: { name: name(9) }, note: { name: name(10), type: "text" } },
        },
        "gate-east": { name: name(5), place: "gate", profile: "native-door" },
        relays: { name: name(6), place: "cabinet", ...polled(simulator.port) },
        // Nobody listens on the discard port of this machine.
        dead: { name: name(7), place: ROOM, ...polled(9) },
        off: { name: name(8), enabled: false },
      },
    }),
  );
  const rack = made.use(await obedient(gateway, 0, text(0)));
  const door = made.use(await obedient(gateway, 1, text(0)));
  await fill(gateway, rack, door, text);
  const repair = await broken(gateway, words);
  await rostered(gateway, words);
  const browser = made.adopt(await startBrowser(), (opened) => opened.close());
  const kept = made.move();
  return {
    gateway,
    browser,
    repair,
    door,
    rack,
    window: async (account, options) => {
      const window = await openWindow(browser, { base: gateway.run.http ?? "", ...options });
      await signIn(window.page, account, ADMIN_PASSWORD);
      return window;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** What an alarm rule tells, in both languages. */
function said(words: string) {
  const texts = () => ({ "zh-CN": words, en: words });
  return { text: texts(), action: texts(), consequence: texts(), respondWithin: "10min" };
}

/** A device that opens its door and refuses everything else with a reason of its own. */
async function obedient(gateway: Gateway, index: number, reason: string): Promise<MqttDevice> {
  const device = await connectDevice(gateway, gateway.device(index));
  await device.subscribe(`campus/v1/${device.id}/command`);
  device.client.on("message", (_topic, payload) => {
    const { id, name } = JSON.parse(payload.toString("utf8"));
    const result = name === "open" ? { id, ok: true } : { id, ok: false, code: "not-supported", detail: reason };
    device.publish("result", result).catch(() => undefined);
  });
  return device;
}

/** Accounts, tokens, and something of every kind that a device can say or do wrong. */
async function fill(gateway: Gateway, rack: MqttDevice, door: MqttDevice, text: Words["text"]): Promise<void> {
  const admin = await gateway.admin();
  const must = async (asking: ReturnType<typeof admin.post>) => {
    const { status, text: answer } = await asking;
    if (status >= 300) throw new Error(`${status} ${answer}`);
  };
  for (const role of ROLES) await must(admin.post("accounts", { id: role, password: ADMIN_PASSWORD, roles: [role] }));
  await must(admin.post("tokens", { name: text(1).slice(0, 64), permissions: ["latest.read"], expiresIn: "1d" }));
  await rack.telemetry({ temperature: 28.3, humidity: null, note: text(2) });
  await rack.publish("state", { state: { firmware: text(3), rssi: -61 } });
  await rack.publish("reported", { version: 1, hash: text(4), config: { label: text(5) } });
  await rack.publish("telemetry", Buffer.from(text(6)));
  await rack.publish("telemetry", { points: { temperature: text(7) } });
  await rack.publish(`${text(8).replaceAll(/[#+/\0]/g, "")}/telemetry`, "{}");
  for (let n = 0; n < 30; n++) {
    const data = { door: text(n), credential: `card-${n}`, reason: text(n + 1), [text(n + 2).slice(0, 64)]: n };
    await door.publish("event", { eid: `e-${n}`, type: n % 3 === 0 ? "access.denied" : "door.forced", data });
  }
  for (const [device, name] of [
    ["gate-east", "open"],
    [RACK, "hold-open"],
  ])
    await must(admin.post(`devices/${device}/commands`, { name, expiresIn: "10s" }));
  await until("what the devices sent to be seen", async () => {
    const { points } = (await admin.get("latest?device=relays")).json<{ points: readonly { reason?: string }[] }>();
    return points.length > 0 && points.every(({ reason }) => reason !== "never");
  });
}

/** Somebody who is always on duty; names of persons and shifts have at most 32 letters. */
async function rostered(gateway: Gateway, { name }: Words): Promise<void> {
  const admin = await gateway.admin();
  const made = await admin.post("duty/people", { name: name(17), phones: ["19900000001"], mail: "p@school.example" });
  if (made.status !== 201) throw new Error(made.text);
  const rotation = { per: "day", start: "2026-01-01", groups: [[made.json<{ id: string }>().id]] };
  const shift = {
    id: "always",
    name: name(18),
    post: "guard",
    days: "every-day",
    from: "00:00",
    to: "00:00",
  };
  const body = { shifts: [{ ...shift, rotation }] };
  const put = await admin.ask("PUT", "duty/roster", { body, headers: { "if-match": '"0"' } });
  if (put.status !== 200) throw new Error(put.text);
}

/** Something that is broken, as the register and a teacher say it. */
async function broken(gateway: Gateway, { name, text }: Words): Promise<Repair> {
  const admin = await gateway.admin();
  const body = { name: name(1), class: "class-board", place: ROOM, owner: text(1).slice(0, 64), note: text(2) };
  await admin.ask("PUT", "assets/board-1", { body, headers: { "if-match": '"0"' } });
  await admin.post("assets/labels", { assets: ["board-1"] });
  const made = await admin.post("tickets", { asset: "board-1", fault: "no-picture", text: text(2) });
  if (made.status !== 201) throw new Error(made.text);
  const { id, version } = made.json<{ id: string; version: number }>();
  await admin.post(`tickets/${id}/steps`, { act: "note", version, comment: text(3) });
  return { asset: "board-1", ticket: id };
}
