// How fast an alarm is handed to its first road, and what a flood makes of a person's telephone; a large ledger is in notify-ledger.ts.
import type { Delivery } from "#gateway/contract/notify.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { putOnDuty } from "../harness/on-duty.ts";
import { startSmtp } from "../harness/smtp.ts";
import { until } from "../harness/wait.ts";
import { Histogram } from "./histogram.ts";
import { ledgerFigures } from "./notify-ledger.ts";
import { cpuSeconds } from "./process-figures.ts";

const RAISES = 100;
/** A post's console is told at most 60 a minute. */
const RAISE_EVERY_MS = 1100;
const FIRST_ROAD_GOAL_MS = 1000;
const FLOOD = 1000;
const FLOOD_MS = 50_000;
const LEDGER_PAGE = 100;
const PEOPLE = {
  guard: { name: "保安", phone: "19900000001" },
  it: { name: "教师", phone: "19900000002", mail: "it@campus.example" },
};

/** One line for each figure. */
export async function* notifyFigures(): AsyncGenerator<Record<string, unknown>> {
  yield await firstRoad();
  yield await flood();
  yield* ledgerFigures();
}

interface Wish {
  readonly devices: readonly string[];
  /** One rule for each device holds for this point. */
  readonly point: string;
  readonly road: Readonly<Record<string, unknown>>;
  readonly to: "guard" | "it";
}

/** A gateway that tells every alarm of its devices to one post by one road. */
async function startCalling({ devices, point, road, to }: Wish): Promise<Gateway> {
  const gateway = await startGateway({
    devices: Object.fromEntries(devices.map((id) => [id, {}])),
    config: {
      alarms: [{ id: "danger", profile: "native", point, above: 50, severity: "critical", text: { "zh-CN": "报警" } }],
      duty: { posts: [{ id: "guard", name: "门卫室" }, { id: "it", name: "信息技术教师" }] },
      notify: {
        roads: [{ id: "road", name: "方式", ...road }],
        plans: [{ id: "all", severities: ["critical"], steps: [{ after: "0s", to, by: ["road"] }] }],
      },
    },
  }); // biome-ignore format: one line a part
  await putOnDuty(await gateway.admin(), PEOPLE);
  return gateway;
}

/** Alarms of danger one by one, each told by itself; the ledger says when each was raised and handed over. */
async function firstRoad(): Promise<Record<string, unknown>> {
  const devices = Array.from({ length: RAISES }, (_, i) => `smoke-${i}`);
  await using gateway = await startCalling({ devices, point: "smoke", road: { kind: "post" }, to: "guard" });
  for (const device of gateway.devices) {
    await using one = await connectDevice(gateway, device);
    await one.telemetry({ smoke: 60 });
    await new Promise((resolve) => setTimeout(resolve, RAISE_EVERY_MS));
  }
  const admin = await gateway.admin();
  const told = await until("all to be handed over", async () => {
    const rows = (await allDeliveries(admin)).filter(({ sentAt }) => sentAt !== null);
    return rows.length >= RAISES ? rows : null;
  });
  const latency = new Histogram();
  for (const { alarms, sentAt } of told) {
    const alarm = (await admin.get(`alarms/${alarms[0]?.id}`)).json<{ raisedAt: string }>();
    latency.add(Date.parse(sentAt ?? "") - Date.parse(alarm.raisedAt));
  }
  const { p50, p99, max } = latency.summary();
  const raisedToRoadMs = { p50, p99, max };
  return { figure: "notify-first-road", raised: told.length, raisedToRoadMs, goalP99Ms: FIRST_ROAD_GOAL_MS, met: p99 <= FIRST_ROAD_GOAL_MS };
} // biome-ignore format: a line of figures

/** A thousand alarms within a minute, and one teacher with a mailbox. */
async function flood(): Promise<Record<string, unknown>> {
  const devices = Array.from({ length: FLOOD }, (_, i) => `th-${i}`);
  await using mail = await startSmtp();
  const road = { kind: "smtp", host: "127.0.0.1", port: mail.port, from: "gateway@campus.example" };
  await using gateway = await startCalling({ devices, point: "temperature", road, to: "it" });
  const cpu = cpuSeconds(gateway.pid);
  const began = performance.now();
  for (const device of gateway.devices) {
    await using one = await connectDevice(gateway, device);
    await one.telemetry({ temperature: 60 });
  }
  const raisedInMs = Math.round(performance.now() - began);
  const admin = await gateway.admin();
  const rows = await until(
    "every alarm to be told of",
    async () => {
      const all = await allDeliveries(admin);
      const named = new Set(all.filter(({ state }) => state === "accepted").flatMap(({ alarms }) => alarms.map(({ id }) => id)));
      return named.size >= FLOOD ? all : null;
    },
    5 * 60_000,
  );
  const of = (says: string) => rows.filter((row) => row.says === says).length;
  return {
    figure: "notify-flood", raised: FLOOD, raisedInMs, goalWithinMs: FLOOD_MS + 10_000, mails: mail.taken.length,
    alone: of("raised"), digests: of("digest"), cpuS: Math.round((cpuSeconds(gateway.pid) - cpu) * 10) / 10,
  };
} // biome-ignore format: a line of figures

interface Page {
  readonly deliveries: readonly Delivery[];
  readonly next: number | null;
}

async function pageOf(admin: HttpClient, before: string): Promise<Page> {
  return (await admin.get(`notify/deliveries?limit=${LEDGER_PAGE}${before}`)).json<Page>();
}

async function allDeliveries(admin: HttpClient): Promise<readonly Delivery[]> {
  const found: Delivery[] = [];
  for (let [next, before]: [number | null, string] = [0, ""]; next !== null; before = `&before=${next}`) {
    const page = await pageOf(admin, before);
    found.push(...page.deliveries);
    next = page.next;
  }
  return found;
}
