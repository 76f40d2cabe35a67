// Alarms under a kill, under a stop with work left, and under rules whose words are meant to do harm.
import { expect, test } from "vitest";
import type { AlarmHistory } from "#gateway/contract/alarm-desk.ts";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { Entry } from "#gateway/contract/entry.ts";
import { allEntries } from "../harness/entries.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { openSse } from "../harness/sse.ts";
import { until } from "../harness/wait.ts";

const IDS = ["a", "b", "c"];
const TOGGLES = 150;
const LIMIT = 28;

/** Sends values above and below the limit in turn, without waiting for one before sending the next. */
async function toggle(gateway: Gateway, id: string): Promise<void> {
  const device = gateway.devices.find((one) => one.id === id);
  if (device === undefined) throw new Error(`no device ${id}`);
  await using client = await connectDevice(gateway, device);
  await Promise.all(
    Array.from({ length: TOGGLES }, (_, i) => client.telemetry({ temperature: i % 2 === 0 ? 40 : 20 })),
  );
}

/** What the stored readings of a device say its alarm must have told. */
function expected(entries: readonly Entry[], id: string): string[] {
  let active = false;
  return entries.flatMap((entry) => {
    if (entry.kind !== "reading" || entry.device !== id) return [];
    const points = entry.body.points as Record<string, { value: number }>;
    const isAbove = (points.temperature?.value ?? 0) > LIMIT;
    if (isAbove === active) return [];
    active = isAbove;
    return [`${isAbove ? "alarm.raised" : "alarm.cleared"} ${entry.seq}`];
  });
}

function told(entries: readonly Entry[], id: string): string[] {
  return entries.flatMap(({ kind, type, device, cause }) =>
    kind === "alarm" && device === id ? [`${type} ${cause}`] : [],
  );
}

test.each(["SIGKILL", "SIGTERM"] as const)(
  "%s with readings still to be judged: afterwards every alarm is told once, in order, and once in the past",
  async (signal) => {
    const alarms = [{ id: "hot", profile: "native", point: "temperature", above: LIMIT }];
    await using own = await startGateway({
      devices: Object.fromEntries(IDS.map((id) => [id, {}])),
      config: { alarms },
    });
    await Promise.all(IDS.map((id) => toggle(own, id)));
    await own.restart(signal);
    const admin = await own.admin();
    const entries = await until("every reading to be judged", async () => {
      const all = await allEntries(admin);
      return IDS.every((id) => told(all, id).length >= expected(all, id).length) ? all : null;
    });
    let raised = 0;
    for (const id of IDS) {
      expect(told(entries, id)).toEqual(expected(entries, id));
      raised += expected(entries, id).filter((line) => line.startsWith("alarm.raised")).length;
    }
    expect(raised).toBeGreaterThan(0);
    const past = await until("the past", async () => {
      const found = (await admin.get("alarms/history")).json<AlarmHistory>();
      return found.figures.raised >= raised ? found : null;
    });
    expect(past.figures.raised).toBe(raised);
  },
);

/** A pattern that takes for ever on the text beside it, if anybody takes it for a pattern. */
const PATTERN = "(a+)+$";
const LONG = `${"a".repeat(200)}!`;
/** What a spreadsheet, a page or a line of a protocol might take for its own. */
const HOSTILE = `=cmd|'/C calc'!A0,"x" <script>alert(1)</script> \\ a=b`;

async function raisedBy(admin: HttpClient, rule: string): Promise<Alarm> {
  return until(`${rule} to be raised`, async () => {
    const { alarms } = (await admin.get("alarms")).json<{ alarms: Alarm[] }>();
    return alarms.find((alarm) => alarm.rule === rule) ?? null;
  });
}

test("a rule's texts are compared and told as they stand: no pattern is run, no line is broken", async () => {
  await using own = await startGateway({
    devices: { a: { points: { note: { type: "text" } } } },
    config: {
      alarms: [
        { id: "pattern", device: "a", point: "note", equals: PATTERN },
        { id: "hostile", device: "a", point: "note", equals: LONG, text: { en: HOSTILE, "zh-CN": HOSTILE } },
      ],
    },
  });
  const admin = await own.admin();
  const [device] = own.devices;
  if (device === undefined) throw new Error("no device");
  await using stream = await openSse(admin, "stream?kind=alarm");
  await using client = await connectDevice(own, device);
  await client.telemetry({ note: LONG });
  expect(await raisedBy(admin, "hostile")).toMatchObject({ text: { en: HOSTILE }, value: LONG });
  expect((await admin.get("alarms/pattern.a.note")).status).toBe(404);
  const message = await stream.nextEvent("entry");
  expect(JSON.parse(message.data ?? "")).toMatchObject({ body: { text: { "zh-CN": HOSTILE } } });
  await client.telemetry({ note: PATTERN });
  expect((await raisedBy(admin, "pattern")).value).toBe(PATTERN);
});
