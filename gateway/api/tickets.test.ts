// Repairs over real sockets, a real campus.db and a real journal: the steps, who may take them, alarms, the register, the figures.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bed, openBed, PASSWORD } from "#test/harness/api-bed.ts";
import type { HttpClient } from "#test/harness/http.ts";
import type { MonthlyTickets, Ticket } from "../contract/tickets.ts";

let bed: Bed;
let admin: HttpClient;
beforeAll(async () => {
  bed = await openBed();
  admin = await bed.admin();
});
afterAll(async () => bed[Symbol.asyncDispose]());

async function board(place: string | null = "room-1"): Promise<string> {
  return (await admin.post("assets", { name: "八(3)班一体机", class: "class-board", place })).json<{ id: string }>().id;
}
async function opened(body: object): Promise<Ticket> {
  return (await admin.post("tickets", body)).json<Ticket>();
}
const step = (who: HttpClient, { id, version }: Ticket, act: string, more: object = {}) =>
  who.post(`tickets/${id}/steps`, { act, version, ...more });

describe("a ticket", () => {
  test("goes from new to confirmed, each step with who and when, and is over", async () => {
    const asset = await board();
    const made = await opened({ asset, fault: "no-picture", text: "上课时黑屏" });
    expect(made).toMatchObject({ state: "new", name: "八(3)班一体机", place: "room-1", via: "account", version: 1 });
    const accepted = (await step(admin, made, "accept")).json<Ticket>();
    const working = (await step(admin, accepted, "start")).json<Ticket>();
    const half = await step(admin, working, "finish", { signature: "王老师" });
    expect(half.json()).toMatchObject({
      status: 400,
      code: "ticket-incomplete",
      errors: [{ path: "/register/conclusion" }],
    });
    const unsigned = await step(admin, working, "finish", { register: { conclusion: "换排线" } });
    expect(unsigned.json()).toMatchObject({ errors: [{ path: "/signature" }] });
    const register = { symptom: "黑屏", analysis: "排线松动", process: "重插排线", conclusion: "恢复正常" };
    const done = (await step(admin, working, "finish", { register, signature: "王老师" })).json<Ticket>();
    expect(done.register).toMatchObject({ ...register, signature: { name: "王老师", by: "admin" } });
    expect(done.register.fixedAt).not.toBeNull();
    const closed = (await step(admin, done, "confirm")).json<Ticket>();
    expect(closed.steps.map(({ act, by }) => [act, by])).toEqual(
      ["open", "accept", "start", "finish", "confirm"].map((act) => [act, "admin"]),
    );
    expect((await step(admin, closed, "accept")).json()).toMatchObject({ status: 409, code: "ticket-changed" });
    expect((await admin.get(`assets/${asset}`)).json()).toMatchObject({ openTickets: 0 });
  });

  test("of two who act on the same version one is told that it moved on", async () => {
    const made = await opened({ asset: await board(), fault: "slow" });
    const answers = await Promise.all([step(admin, made, "accept"), step(admin, made, "start")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test("is reopened with its history, and the new repair is signed anew", async () => {
    const made = await opened({ asset: await board(), fault: "no-sound" });
    const finish = { register: { conclusion: "好了" }, signature: "李师傅" };
    const done = (await step(admin, made, "finish", finish)).json<Ticket>();
    expect((await step(admin, done, "reopen")).json()).toMatchObject({ errors: [{ path: "/comment" }] });
    const again = (await step(admin, done, "reopen", { comment: "还是没声音" })).json<Ticket>();
    expect(again).toMatchObject({ state: "reopened", doneAt: null, register: { fixedAt: null, signature: null } });
    expect(again.steps).toHaveLength(3);
  });

  test("that is signed keeps its register until it is reopened, whoever writes what to it", async () => {
    const ticket = await opened({ asset: await board(), fault: "slow" });
    const register = { conclusion: "内存已更换", process: "更换内存" };
    const done = (await step(admin, ticket, "finish", { register, signature: "王老师" })).json<Ticket>();
    for (const act of ["note", "confirm", "reopen"]) {
      const refused = await step(admin, done, act, { comment: "再看", register: { conclusion: "另一个结论" } });
      expect(refused.json()).toMatchObject({ status: 409, code: "ticket-changed" });
    }
    expect((await admin.get(`tickets/${ticket.id}`)).json()).toMatchObject({ version: done.version, register });
    const again = (await step(admin, done, "reopen", { comment: "又慢了" })).json<Ticket>();
    const noted = await step(admin, again, "note", { comment: "查看", register: { analysis: "硬盘" } });
    expect(noted.json()).toMatchObject({ register: { ...register, analysis: "硬盘", signature: null } });
  });

  test("each step is an entry of the journal that holds ids only, and a line of the audit", async () => {
    const secret = "张三家长说黑屏";
    const made = await opened({ asset: await board(), fault: "other", text: secret });
    await step(admin, made, "reject", { comment: "不属于报修" });
    const { entries } = (await admin.get("entries?type=ticket.*&limit=1000")).json<{
      entries: { type: string; kind: string; body: Record<string, unknown> }[];
    }>();
    const own = entries.filter(({ body, kind }) => kind === "event" && body.ticket === made.id);
    expect(own.map(({ type }) => type)).toEqual(["ticket.opened", "ticket.rejected"]);
    expect(JSON.stringify(own)).not.toContain(secret);
    expect(JSON.stringify(own)).not.toContain("不属于报修");
    expect(JSON.stringify((await admin.get("audit?limit=500")).json())).toContain(made.id);
  });
});

test("a contractor sees and moves only what was handed to the account, and cannot confirm it", async () => {
  const fixer = await bed.account("weixiu", ["contractor"], null);
  const [mine, other] = [
    await opened({ asset: await board(), fault: "slow" }),
    await opened({ asset: await board(), fault: "slow" }),
  ];
  expect((await fixer.get("tickets")).json<{ total: number }>().total).toBe(0);
  expect((await step(admin, mine, "hand", { contractor: "nobody" })).json()).toMatchObject({
    errors: [{ path: "/contractor" }],
  });
  const handed = (await step(admin, mine, "hand", { contractor: "weixiu" })).json<Ticket>();
  expect((await fixer.get("tickets")).json<{ tickets: Ticket[] }>().tickets.map(({ id }) => id)).toEqual([mine.id]);
  expect((await fixer.get(`tickets/${other.id}`)).status).toBe(403);
  const done = (
    await step(fixer, handed, "finish", { register: { conclusion: "已换" }, signature: "陈师傅" })
  ).json<Ticket>();
  expect(done).toMatchObject({ state: "done", contractor: "weixiu" });
  expect((await step(fixer, done, "confirm")).status).toBe(403);
  const rewritten = await step(fixer, done, "note", { comment: "x", register: { conclusion: "没坏" } });
  expect(rewritten.status).toBe(409);
  expect((await fixer.get("assets")).status).toBe(403);
  expect((await fixer.get("latest")).status).toBe(403);
});

test("nothing is handed to an account whose time is over, and it is let in no more", async () => {
  await using own = await openBed();
  const [chief, fixer] = [await own.admin(), await own.account("linshi", ["contractor"], null)];
  const until = new Date(Date.now() + 86_400_000).toISOString();
  expect((await chief.ask("PATCH", "accounts/linshi", { body: { until } })).status).toBe(200);
  const first = (await chief.post("tickets", { text: "门坏了" })).json<Ticket>();
  const handed = (await step(chief, first, "hand", { contractor: "linshi" })).json<Ticket>();
  expect((await fixer.get(`tickets/${first.id}`)).status).toBe(200);
  own.shift.ms = 2 * 86_400_000;
  expect((await step(fixer, handed, "accept")).status).toBe(401);
  await chief.signIn("admin", PASSWORD);
  const second = (await chief.post("tickets", { text: "窗坏了" })).json<Ticket>();
  expect((await step(chief, second, "hand", { contractor: "linshi" })).json()).toMatchObject({
    errors: [{ path: "/contractor" }],
  });
});

test("whoever may not see a place sees no repair in it, in lists, by id and in the figures", async () => {
  const outside = await opened({ asset: await board("yard"), fault: "slow" });
  const part = await bed.account("building-only", ["it-teacher"], { places: ["building"], devices: [] });
  const { tickets } = (await part.get("tickets?state=all")).json<{ tickets: Ticket[] }>();
  expect(tickets.every(({ place }) => place === "room-1")).toBe(true);
  expect((await part.get(`tickets/${outside.id}`)).status).toBe(403);
});

test("tickets opened at once get numbers of their own", async () => {
  const asset = await board();
  const made = await Promise.all([1, 2, 3].map(() => opened({ asset, fault: "slow" })));
  expect(new Set(made.map(({ id }) => id)).size).toBe(3);
  for (const { id } of made) expect(id).toMatch(/^\d{6}-\d+$/);
});

test("a month's figures count repairs, their times and what is healthy; its register opens as a table", async () => {
  await using own = await openBed();
  const chief = await own.admin();
  const add = async (name: string) =>
    (await chief.post("assets", { name, class: "printer", place: "room-1" })).json<{ id: string }>().id;
  const [broken, fixed] = [await add("一号"), await add("二号")];
  await add("三号");
  await chief.post("tickets", { asset: broken, fault: "jam" });
  const repaired = (await chief.post("tickets", { asset: fixed, fault: "toner" })).json<Ticket>();
  const mistaken = (await chief.post("tickets", { asset: fixed, fault: "other", text: "=1+1" })).json<Ticket>();
  own.shift.ms = 3_600_000;
  const finish = { register: { conclusion: "换粉盒", process: "更换" }, signature: "王老师" };
  await step(chief, repaired, "finish", finish);
  await step(chief, mistaken, "duplicate", { duplicateOf: repaired.id });
  const month = new Date(Date.parse(repaired.openedAt) + 8 * 3_600_000).toISOString().slice(0, 7);
  const figures = (await chief.get(`tickets/figures?month=${month}`)).json<MonthlyTickets>();
  expect(figures).toMatchObject({ assets: 3, healthy: 2, all: { opened: 2, done: 1, open: 1 } });
  expect(figures.all.meanRepairMs).toBeGreaterThanOrEqual(3_600_000);
  expect(figures.byClass).toMatchObject([{ class: "printer", assets: 3, healthy: 2 }]);
  const table = (await chief.get(`tickets/table?month=${month}`)).text;
  expect(table.startsWith("\uFEFF编号,状态,设备")).toBe(true);
  expect(table).toContain("换粉盒");
  expect(table).toContain("：=1+1");
  expect((await chief.get("tickets/figures?month=2026-13")).json()).toMatchObject({ errors: [{ path: "/month" }] });
});
