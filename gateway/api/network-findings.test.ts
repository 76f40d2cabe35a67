// Who is on the network and not in the register, over real sockets and a real campus.db: found, registered, ignored, as a table, by right.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NetworkFindings } from "#gateway/contract/neighbours.ts";
import { type Bed, openBed } from "#test/harness/api-bed.ts";

let bed: Bed;
beforeAll(async () => {
  bed = await openBed();
});
afterAll(async () => bed[Symbol.asyncDispose]());

const seen = (mac: string, ip: string | null, port: string | null = null) => ({
  mac,
  ip,
  port,
  sharing: port === null ? null : 1,
});
const LAPTOP = "3c:6a:2c:01:02:03";
const PHONE = "a6:6a:2c:01:02:03";
const PC = "3c:6a:2c:00:00:01";

test("an unknown device is listed with its port and place until it is registered; registered at another IP it is told as such", async () => {
  const admin = await bed.admin();
  const findings = async (query = "") => (await admin.get(`network/findings${query}`)).json<NetworkFindings>();
  expect(await findings()).toMatchObject({ findings: [], total: 0, counts: { unknown: 0 } });
  bed.saw("dev-1", [seen(LAPTOP, "10.0.8.30", "gi7"), seen(PHONE, "10.0.8.31")]);
  expect(await findings()).toMatchObject({
    findings: [
      { mac: LAPTOP, ips: ["10.0.8.30"], port: "gi7", place: "room-1", kind: "unknown", random: false, asset: null },
      { mac: PHONE, random: true },
    ],
    counts: { unknown: 2, random: 1 },
  });
  expect(await findings("?random=false")).toMatchObject({ total: 1 });
  expect(await findings("?q=3C-6A-2C-01")).toMatchObject({ total: 1 });
  expect(await findings("?limit=1")).toMatchObject({ total: 2, next: "1" });
  const body = { name: "王老师的笔记本", class: "computer", mac: LAPTOP, ip: "10.0.8.40" };
  expect((await admin.post("assets", body)).status).toBe(201);
  expect(await findings("?kind=unknown")).toMatchObject({ total: 1 });
  bed.saw("dev-1", [seen(LAPTOP, "10.0.8.30", "gi7")]);
  expect(await findings("?kind=moved")).toMatchObject({
    findings: [{ mac: LAPTOP, expected: "10.0.8.40", asset: { name: "王老师的笔记本" } }],
  });
});

test("ignoring asks for a reason and the right, can be taken back, and is left out of the list but not of the table", async () => {
  const admin = await bed.admin();
  bed.saw("dev-2", [seen("3c:6a:2c:01:02:09", "10.0.8.50")]);
  const path = "network/findings/unknown-3c6a2c010209/ignore";
  expect((await admin.post(path, { reason: " " })).status).toBe(400);
  const viewer = await bed.account("viewer-1", ["viewer"], null);
  expect((await viewer.post(path, { reason: "打印机" })).status).toBe(403);
  expect((await admin.post(path, { reason: "借来的打印机" })).json()).toMatchObject({
    ignored: { reason: "借来的打印机", by: "admin" },
  });
  const of = async (state: string) =>
    (await viewer.get(`network/findings?state=${state}&q=010209`)).json<NetworkFindings>();
  expect([(await of("open")).total, (await of("ignored")).total]).toEqual([0, 1]);
  const table = await viewer.get("network/findings/table?state=all", { headers: { "accept-language": "en" } });
  expect(table.headers["content-disposition"]).toContain("network-findings.csv");
  expect(table.text).toContain("Unknown,3c:6a:2c:01:02:09,,10.0.8.50");
  expect(table.text).toContain("借来的打印机");
  expect((await admin.ask("DELETE", path, {})).json()).toMatchObject({ ignored: null });
  expect((await of("open")).total).toBe(1);
  expect((await admin.post("network/findings/unknown-000000000000/ignore", { reason: "x" })).status).toBe(404);
});

test("who sees a part of the campus sees what its devices saw", async () => {
  bed.saw("dev-3", [seen("3c:6a:2c:01:02:77", "10.0.8.77")]);
  const teacher = await bed.account("teacher", ["it-teacher"], { places: ["building"], devices: [] });
  const { findings } = (await teacher.get("network/findings?q=77")).json<NetworkFindings>();
  expect(findings).toEqual([]);
  expect((await teacher.post("network/findings/unknown-3c6a2c010277/ignore", { reason: "x" })).status).toBe(403);
  expect((await bed.client().get("network/findings")).status).toBe(401);
});

test("a MAC or IP stands in the register once: refused in a form, and in a table with its line; two may swap theirs, the scrapped give theirs back", async () => {
  const admin = await bed.admin();
  const computer = (name: string, mac: string | null, ip: string | null, more = {}) =>
    admin.post("assets", { name, class: "computer", mac, ip, ...more });
  const first = (await computer("甲", PC, "10.0.9.1")).json<{ id: string }>().id;
  const second = (await computer("乙", "3c:6a:2c:00:00:02", "10.0.9.2")).json<{ id: string }>().id;
  expect((await computer("丙", PC.toUpperCase(), "10.0.9.1")).json()).toMatchObject({
    errors: [{ path: "/mac", message: "另一条台账已登记此 MAC" }, { path: "/ip" }],
  });
  expect((await computer("旧", PC, null, { state: "scrapped" })).status).toBe(201);
  const csv = `编号,使用人,MAC地址,IP地址,名称,类别\n,李老师,3c:6a:2c:00:00:05,10.0.9.5,新机,计算机\n,张老师,3c:6a:2c:00:00:05,10.0.9.2,又一台,计算机\n`;
  const refused = (await admin.post("assets/import", { csv, apply: true })).json<{
    imported: boolean;
    errors: { line: number; column: string }[];
  }>();
  expect([refused.imported, refused.errors.map(({ line, column }) => `${line} ${column}`)]).toEqual([
    false,
    ["2 mac", "3 mac", "3 ip"],
  ]);
  const swap = `编号,名称,IP地址\n${first},甲,10.0.9.2\n${second},乙,10.0.9.1\n`;
  expect((await admin.post("assets/import", { csv: swap, apply: true })).json()).toMatchObject({ imported: true });
});

test("the register of users, MACs and IPs goes out in the columns that inspections ask for, and comes back as it was", async () => {
  const admin = await bed.admin();
  await admin.post("assets", { name: "讲台机", class: "computer", owner: "李老师", mac: "3c:6a:2c:00:00:21" });
  await admin.post("assets", { name: "空调", class: "air-conditioner" });
  const table = await admin.get("assets/table?columns=addresses");
  expect(table.text.split("\r\n")[0]).toBe("\uFEFF编号,使用人,MAC地址,IP地址,名称,类别,场所,位置,状态,备注");
  expect(table.text).toContain("李老师,3c:6a:2c:00:00:21,");
  expect(table.text).not.toContain("空调");
  expect((await admin.post("assets/import", { csv: table.text })).json()).toMatchObject({ errors: [], changed: 0 });
});
