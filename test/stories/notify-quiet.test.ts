// Who hears nothing: of what a cause explains, of what is long past or came twice, and after a start of what is over. One gateway, and a robot of the
// school's group that checks signatures.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { CallView } from "#gateway/notify/port.ts";
import { timeAhead } from "../harness/ahead.ts";
import { allEntries } from "../harness/entries.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { connectDevice, type MqttDevice } from "../harness/mqtt.ts";
import { type RobotServer, startRobots } from "../harness/robots.ts";
import { until } from "../harness/wait.ts";

const MINUTE = 60_000;
const SLOW_MS = 60_000;
const behind = () => ({ network: { level: "room", behind: "sw-1" } });
const DEVICES = {
  "sw-1": { network: { level: "building" } },
  "th-1": behind(),
  "th-2": behind(),
  "th-3": {},
  "th-4": {},
};

const rules = ["th-3", "th-4"].map((device) => ({
  id: `hot-${device}`,
  device,
  point: "temperature",
  above: 28,
  deadband: 1,
  severity: "high",
  text: { "zh-CN": `${device} 温度高` },
}));

function notifyBy(folder: string, robots: RobotServer) {
  const [urlFile, secretFile] = [join(folder, "group.url"), join(folder, "group.secret")];
  writeFileSync(urlFile, `${robots.url("dingtalk")}\n`, { mode: 0o600 });
  writeFileSync(secretFile, `${robots.secret}\n`, { mode: 0o600 });
  const steps = [{ after: "0s", to: "guard", by: ["group"] }];
  return {
    roads: [{ id: "group", kind: "dingtalk", name: "值班群", urlFile, secretFile }],
    plans: [{ id: "all", severities: ["critical", "high", "medium", "low"], steps }],
  };
}

async function connected(gateway: Gateway, id: string): Promise<MqttDevice> {
  const found = gateway.devices.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no device ${id}`);
  return await connectDevice(gateway, found);
}

async function alarmsOf(gateway: Gateway, state: "open" | "all" = "open"): Promise<ReadonlyMap<string, Alarm>> {
  const answer = await (await gateway.admin()).get(state === "open" ? "alarms" : `alarms?state=${state}`);
  return new Map(answer.json<{ alarms: Alarm[] }>().alarms.map((alarm) => [alarm.id, alarm]));
}

/** How often the gateway has said so of a device. */
async function saidOf(gateway: Gateway, type: string, ids: readonly string[], times = 1): Promise<void> {
  await until(
    `${type} of ${ids.join()}`,
    async () => {
      const said = (await allEntries(await gateway.admin(), `type=${type}`)).map(({ device }) => device);
      return ids.every((id) => said.filter((device) => device === id).length >= times);
    },
    SLOW_MS,
  );
}

/** Nothing is still to be judged or sent: each consumer has followed, and the ledger has no open line. */
async function atRest(gateway: Gateway): Promise<void> {
  const admin = await gateway.admin();
  await until(
    "the gateway to come to rest",
    async () => {
      const { deliveries } = (await admin.get("notify/deliveries")).json<{ deliveries: { state: string }[] }>();
      return deliveries.every(({ state }) => state !== "queued" && state !== "sent");
    },
    SLOW_MS,
  );
}

test("one cause is told once and none of what it explains, which is told when it outlives it; what is late or replayed tells nobody; a start tells only what still holds", async () => {
  await using robots = await startRobots();
  await using made = new AsyncDisposableStack();
  const time = made.use(timeAhead());
  const folder = mkdtempSync(join(tmpdir(), "campus-quiet-"));
  made.defer(() => rmSync(folder, { recursive: true, force: true }));
  const gateway = made.use(
    await startGateway({
      devices: DEVICES,
      config: {
        alarms: rules,
        duty: { posts: [{ id: "guard", name: "门卫室", covered: "sometimes" }] },
        notify: notifyBy(folder, robots),
      },
      ...time.options,
    }),
  );
  const titles = () => robots.taken.map(({ text }) => text.split("\n")[0]);
  const lines = () => robots.taken.map(({ text }) => text);
  const told = (what: string, count: number) => until(what, () => robots.taken.length >= count, SLOW_MS);
  const isOpen = (what: string, ids: readonly string[], suppressed: boolean) =>
    until(
      what,
      async () => {
        const open = await alarmsOf(gateway);
        return ids.every((id) => open.get(id)?.active === true && open.get(id)?.suppressed === suppressed);
      },
      SLOW_MS,
    );

  // The switch goes with what is behind it.
  const [sw, first, second] = [await connected(gateway, "sw-1"), await connected(gateway, "th-1"), await connected(gateway, "th-2")]; // biome-ignore format: three devices
  for (const device of [sw, first, second]) await device.telemetry({ temperature: 20 });
  for (const device of [sw, first, second]) await device[Symbol.asyncDispose]();
  await saidOf(gateway, "device.offline", ["sw-1", "th-1", "th-2"]);
  time.pass(gateway, MINUTE);
  await isOpen("the switch to be missed", ["device-offline.sw-1"], false);
  await told("the switch", 1);
  time.pass(gateway, 6 * MINUTE);
  await isOpen("the others to be missed", ["device-offline.th-1", "device-offline.th-2"], true);
  await until("both to call nobody", async () => {
    const { calls } = (await (await gateway.admin()).get("notify/calls")).json<{ calls: CallView[] }>();
    return ["th-1", "th-2"].every((id) => calls.some(({ alarm, state }) => alarm === `device-offline.${id}` && state === "held")); // biome-ignore format: one question
  });
  expect(robots.taken).toHaveLength(1);
  // One of them comes back, then the switch; the other is told now.
  made.use(await connected(gateway, "th-1"));
  await until("its end", async () => (await alarmsOf(gateway)).get("device-offline.th-1")?.active !== true, SLOW_MS);
  made.use(await connected(gateway, "sw-1"));
  await saidOf(gateway, "device.online", ["sw-1"], 2);
  time.pass(gateway, MINUTE);
  await told("the end of the switch, and who is still gone", 3);
  await atRest(gateway);
  expect(lines().filter((text) => text.includes("th-1"))).toEqual([]);
  expect(lines().filter((text) => text.includes("th-2"))).toHaveLength(1);
  expect(titles().toSorted()).toHaveLength(3);

  // Readings that a device had kept: too old to be now, and one that comes twice.
  const third = await connected(gateway, "th-3");
  const now = Date.now() + 8 * MINUTE;
  const at = (beforeMs: number) => now - beforeMs;
  await third.telemetry({ temperature: 33 }, { boot: "b1", seq: 1, ts: at(40 * MINUTE) });
  await third.telemetry({ temperature: 20 }, { boot: "b1", seq: 2, ts: at(0) });
  await third.telemetry({ temperature: 31 }, { boot: "b1", seq: 3, ts: at(0) });
  await told("what is hot now", 4);
  await third.telemetry({ temperature: 20 }, { boot: "b1", seq: 4, ts: at(0) });
  await told("its end", 5);
  await third.telemetry({ temperature: 31 }, { boot: "b1", seq: 3, ts: at(0) });
  await third.telemetry({ temperature: 33 }, { boot: "b1", seq: 5, ts: at(40 * MINUTE) });
  await third.telemetry({ temperature: 20 }, { boot: "b1", seq: 6, ts: at(0) });
  await atRest(gateway);
  expect(lines().slice(3).map((text) => /【(.+?)】/.exec(text)?.[1])).toEqual(["高", "恢复"]); // biome-ignore format: one row

  // A ledger that is older than the journal: what is over by then is told to nobody.
  const ledger = new DatabaseSync(join(gateway.data, "notify.db"), { readOnly: true });
  ledger.prepare("VACUUM INTO ?").run(join(folder, "notify.db"));
  ledger.close();
  for (const [i, [id, temperature]] of (
    [
      ["th-3", 31],
      ["th-4", 31],
      ["th-4", 20],
    ] as const
  ).entries()) {
    await using device = await connected(gateway, id);
    await device.telemetry({ temperature });
    await told(`${id} at ${temperature}`, 6 + i);
  }
  await atRest(gateway);
  expect(robots.taken).toHaveLength(8);
  await gateway.kill("SIGTERM");
  const before = robots.taken.length;
  for (const name of ["notify.db-wal", "notify.db-shm"]) rmSync(join(gateway.data, name), { force: true });
  copyFileSync(join(folder, "notify.db"), join(gateway.data, "notify.db"));
  await gateway.start();
  await told("what still holds", before + 1);
  await atRest(gateway);
  const again = lines().slice(before);
  expect(again).toEqual([expect.stringMatching(/【高】th-3 温度高[\s\S]*自 .*\d\d:\d\d 起/)]);
}, 300_000);
