// Notification while campus.yaml changes: it sleeps, wakes and changes its modem without a restart, and what cannot be had is said to whoever saved it.
import { mkdirSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { RoadView } from "#gateway/contract/notify.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { startModem } from "../harness/modem.ts";
import { until } from "../harness/wait.ts";

interface Roads {
  readonly configured: boolean;
  readonly trouble: { readonly code: string } | null;
  readonly roads: readonly RoadView[];
}

const DUTY = { posts: [{ id: "it", name: "信息技术教师" }] };

function notifyWith(serial: string) {
  return {
    modem: { serial },
    roads: [{ id: "sms", kind: "modem-sms", name: "短信" }],
    plans: [{ id: "all", steps: [{ to: "it", by: ["sms"] }] }],
  };
}

/** Saves campus.yaml with these parts, in the language of the console. */
async function saved(gateway: Gateway, admin: HttpClient, parts: Readonly<Record<string, unknown>>) {
  const before: Record<string, unknown> = parse(readFileSync(gateway.configFile, "utf8"));
  const { duty: _duty, notify: _notify, ...rest } = before;
  const { version } = (await admin.get("config")).json<{ version: string }>();
  const answer = await admin.ask("PUT", "config/text", {
    headers: { "if-match": `"${version}"`, "accept-language": "zh-CN" },
    body: { text: stringify({ ...rest, ...parts }) },
  });
  expect(answer.status, answer.text).toBe(200);
  return answer.json<{ remarks?: readonly { code: string; message: string }[] }>().remarks ?? [];
}

/** True while a process of the gateway has the port open: each port is carried by a child of its own. */
function holdsPort({ pid }: Gateway, path: string): boolean {
  const port = realpathSync(path);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
  return children.some((child) => filesOf(child).includes(port));
}

function filesOf(pid: string): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).map((fd) => readlinkSync(join(folder, fd)));
  } catch (error) {
    // It ended while it was looked at.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

test("notification, its modem and duty come and go with campus.yaml, and what does not work is said to whoever saved it", async () => {
  await using first = await startModem();
  await using second = await startModem();
  await using gateway = await startGateway({ devices: 1 });
  const admin = await gateway.admin();
  const roads = async () => (await admin.get("notify/roads")).json<Roads>();
  const modem = async () => (await roads()).roads[0]?.condition.state;
  const isAlarming = async () => (await admin.get("alarms?state=active")).text.includes('"notify-settings"');

  // A ledger that cannot be opened: the gateway goes on as before, and says so everywhere.
  const ledger = join(gateway.data, "notify.db");
  mkdirSync(ledger);
  const refused = await saved(gateway, admin, { duty: DUTY, notify: notifyWith(first.path) });
  expect(refused).toHaveLength(1);
  expect(await roads()).toMatchObject({ configured: false, trouble: { code: refused[0]?.code }, roads: [] });
  expect(await isAlarming()).toBe(true);
  rmdirSync(ledger);

  expect(await saved(gateway, admin, { duty: DUTY, notify: { ...notifyWith(first.path), language: "en" } })).toEqual(
    [],
  );
  expect(await roads()).toMatchObject({ configured: true, trouble: null });
  expect(await isAlarming()).toBe(false);
  expect([await modem(), holdsPort(gateway, first.path)]).toEqual(["ready", true]);

  // Without it nothing is held: no port, no place in the journal, no post. A text message waits in the modem.
  expect(await saved(gateway, admin, {})).toEqual([]);
  expect(await roads()).toMatchObject({ configured: false, trouble: null, roads: [] });
  expect(holdsPort(gateway, first.path)).toBe(false);
  expect((await admin.get("/metrics")).text).not.toContain('consumer="notify"');
  expect((await admin.get("duty/now")).json<{ posts: unknown[] }>().posts).toEqual([]);
  first.sendFrom("+8619900000001", "1");

  expect(await saved(gateway, admin, { duty: DUTY, notify: notifyWith(first.path) })).toEqual([]);
  await until("the message that waited to be noted", async () =>
    (await admin.get("audit")).text.includes("notify.reply-refused"),
  );

  const missing = `${second.path}-gone`;
  expect(await saved(gateway, admin, { duty: DUTY, notify: notifyWith(missing) })).toEqual([
    expect.objectContaining({ code: "modem-not-open", message: expect.stringContaining(missing) }),
  ]);
  expect(await roads()).toMatchObject({ configured: true, trouble: null });
  expect([await modem(), holdsPort(gateway, first.path)]).not.toContain("ready");

  expect(await saved(gateway, admin, { duty: DUTY, notify: notifyWith(second.path) })).toEqual([]);
  expect([await modem(), holdsPort(gateway, first.path), holdsPort(gateway, second.path)]).toEqual([
    "ready",
    false,
    true,
  ]);
});
