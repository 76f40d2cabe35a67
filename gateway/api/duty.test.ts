// Duty over real sockets, a real campus.db, a real journal and real alarms: persons, roster, sign-on, spot checks, what a post's screen is told.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Bed, openBed } from "#test/harness/api-bed.ts";
import type { HttpClient } from "#test/harness/http.ts";
import { until } from "#test/harness/wait.ts";
import type {
  CalendarView,
  DutyNow,
  GapsView,
  PersonView,
  PostCalls,
  RosterView,
  Shift,
  SpotCheck,
  TurnsView,
} from "../contract/duty.ts";
import type { MonthSheet } from "../contract/sheets.ts";

const POSTS = [
  { id: "guard", name: "门卫室", place: "yard", covered: "always", signOnWithinMs: 600_000 },
  { id: "leader", name: "带班领导", place: null, covered: "sometimes", signOnWithinMs: null },
] as const;

let bed: Bed;
let admin: HttpClient;
let guard: HttpClient;
let office: HttpClient;
let viewer: HttpClient;
let zhou: PersonView;
beforeAll(async () => {
  bed = await openBed();
  bed.config.current = { ...bed.config.current, duty: { posts: POSTS } };
  admin = await bed.admin();
  [guard, office, viewer] = [
    await bed.account("guard-1", ["guard"], null),
    await bed.account("office-1", ["safety-office"], null),
    await bed.account("viewer-1", ["viewer"], null),
  ];
});
afterAll(async () => bed[Symbol.asyncDispose]());
beforeEach(async () => {
  zhou = await entered({ name: "周戊", phones: ["199 0000 0001"] });
});

const match = (version: number) => ({ headers: { "if-match": `"${version}"` } });
async function entered(body: object): Promise<PersonView> {
  const made = await admin.post("duty/people", body);
  expect(made.status).toBe(201);
  return made.json<PersonView>();
}
const shift = (more: Partial<Shift> & { groups?: string[][] } = {}): object => {
  const { groups = [[zhou.id]], ...rest } = more;
  const rotation = { per: "day", start: "2026-11-01", groups };
  return {
    id: "all-day",
    name: "全天",
    post: "guard",
    days: "every-day",
    from: "00:00",
    to: "00:00",
    rotation,
    ...rest,
  };
};
async function planned(...shifts: object[]): Promise<RosterView> {
  const { version } = (await admin.get("duty/roster")).json<RosterView>();
  const put = await admin.ask("PUT", "duty/roster", { body: { shifts }, ...match(version) });
  expect(put.text).toContain("version");
  expect(put.status).toBe(200);
  return put.json<RosterView>();
}
/** Bodies of the entries of a type, once there is one: an answer does not wait for its entry. */
async function entries(type: string): Promise<Record<string, unknown>[]> {
  return await until(`an entry ${type}`, async () => {
    const page = (await admin.get(`entries?type=${type}&limit=1000`)).json<{
      entries: { body: Record<string, unknown> }[];
    }>();
    return page.entries.length > 0 && page.entries.map(({ body }) => body);
  });
}

describe("persons", () => {
  test("numbers are for those who keep the list; guards read the name and a masked number, viewers nothing", async () => {
    const seen = (await guard.get("duty/people?q=周戊")).json<{ people: PersonView[] }>().people;
    expect(seen.find(({ id }) => id === zhou.id)).toMatchObject({ name: "周戊", phones: ["199****0001"] });
    expect((await office.get(`duty/people/${zhou.id}`)).json()).toMatchObject({ phones: ["19900000001"] });
    expect((await viewer.get("duty/people")).status).toBe(403);
    expect((await guard.post("duty/people", { name: "钱乙" })).status).toBe(403);
    expect((await guard.get("duty/people?q=19900000001")).json()).toMatchObject({ total: 0 });
  });

  test("a wrong number is told at its field, and nothing of it is kept", async () => {
    const answer = await admin.post("duty/people", { name: "", phones: ["6510", "12a"], account: "nobody" });
    expect(answer.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)).toEqual([
      "/name",
      "/phones/1",
      "/account",
    ]);
  });

  test("a person whom the roster names stays until the shifts are somebody else's", async () => {
    await planned(shift());
    const refused = await admin.ask("DELETE", `duty/people/${zhou.id}`, match(1));
    expect(refused.json()).toMatchObject({
      status: 409,
      code: "duty-changed",
      detail: expect.stringContaining("all-day"),
    });
    await planned();
    expect((await admin.ask("DELETE", `duty/people/${zhou.id}`, match(1))).status).toBe(204);
  });

  test("who has left is still named where records name them, without a number, until the name is erased", async () => {
    expect((await admin.ask("DELETE", `duty/people/${zhou.id}`, match(1))).status).toBe(204);
    const listed = async () => (await guard.get("duty/people")).json<{ people: PersonView[]; left: object[] }>();
    expect((await listed()).people.map(({ id }) => id)).not.toContain(zhou.id);
    expect((await listed()).left).toContainEqual({ id: zhou.id, name: "周戊" });
    expect([bed.duty.nameOf(zhou.id), bed.duty.person(zhou.id)]).toEqual(["周戊", null]);
    expect((await admin.ask("DELETE", `duty/people/${zhou.id}`, match(1))).status).toBe(404);
    expect((await admin.ask("DELETE", `duty/people/${zhou.id}?erase=true`)).status).toBe(204);
    expect((await listed()).left).not.toContainEqual({ id: zhou.id, name: "周戊" });
    expect(bed.duty.nameOf(zhou.id)).toBeNull();
  });

  test("a table is looked at before it is taken, and comes back as it went out", async () => {
    const csv = "姓名,手机号\r\n王一,19900000007\r\n王二,12x\r\n";
    const preview = (await admin.post("duty/people/import", { csv })).json();
    expect(preview).toMatchObject({ rows: 1, added: 1, imported: false, errors: [{ line: 3, column: "电话" }] });
    const done = await admin.post("duty/people/import", { csv: csv.replace("12x", "199-0000-0008"), apply: true });
    expect(done.json()).toMatchObject({ added: 2, imported: true });
    const table = (await admin.get("duty/people/table")).text;
    expect(table).toContain("王二");
    const again = (await admin.post("duty/people/import", { csv: table, apply: true })).json();
    expect(again).toMatchObject({ added: 0, changed: 0, errors: [] });
    expect((await guard.get("duty/people/table")).status).toBe(403);
  });

  test("no name and no number reaches the journal", async () => {
    const text = (await admin.get("entries?limit=1000")).text;
    expect(text).not.toContain("周戊");
    expect(text).not.toContain("19900000001");
  });
});

describe("the roster", () => {
  test("of two who change the same version one is told to read it again", async () => {
    const { version } = await planned(shift());
    const put = () => admin.ask("PUT", "duty/roster", { body: { shifts: [shift()] }, ...match(version) });
    const answers = await Promise.all([put(), put()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test("what is wrong is told at its field", async () => {
    const wrong = shift({ id: "A b", post: "roof", from: "24:00", groups: [[zhou.id, "p-none"]] });
    const { version } = (await admin.get("duty/roster")).json<RosterView>();
    const put = await admin.ask("PUT", "duty/roster", { body: { shifts: [wrong] }, ...match(version) });
    expect(put.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)).toEqual([
      "/shifts/0/id",
      "/shifts/0/post",
      "/shifts/0/from",
      "/shifts/0/rotation/groups/0/1",
    ]);
  });

  test("a swap changes its turn and is told without names; nobody stands at two posts at once", async () => {
    const wu = await entered({ name: "吴己" });
    await planned(shift(), shift({ id: "lead", post: "leader", groups: [[wu.id]] }));
    const refused = await admin.post("duty/swaps", { shift: "all-day", day: "2030-12-01", persons: [wu.id] });
    expect(refused.json()).toMatchObject({
      errors: [{ path: "/persons/0", message: expect.stringContaining("lead") }],
    });
    await planned(shift());
    const done = await admin.post("duty/swaps", {
      shift: "all-day",
      day: "2030-12-01",
      persons: [wu.id],
      comment: "病假",
    });
    expect(done.json<RosterView>().swaps).toMatchObject([{ shift: "all-day", persons: [wu.id], by: "admin" }]);
    const range = "from=2030-11-30T16:00:00Z&to=2030-12-01T16:00:00Z";
    const turns = (await viewer.get(`duty/turns?${range}`)).json<TurnsView>();
    expect(turns).toMatchObject({ turns: [{ persons: [wu.id], swapped: true }], names: {} });
    expect(turns.days).toEqual([{ day: "2030-12-01", kind: "weekend", name: null, own: false }]);
    expect(await entries("duty.swapped")).toContainEqual(
      expect.objectContaining({ shift: "all-day", post: "guard", day: "2030-12-01", persons: [wu.id] }),
    );
    expect((await admin.ask("DELETE", "duty/swaps/all-day/2030-12-01")).status).toBe(200);
    expect((await admin.ask("DELETE", "duty/swaps/all-day/2030-12-01")).status).toBe(404);
  });

  test("hours of the post that nobody has are told, and are an alarm until somebody has them", async () => {
    await planned();
    const gaps = (await viewer.get("duty/gaps")).json<GapsView>();
    expect(gaps.gaps).toMatchObject([{ post: "guard", from: gaps.from, to: gaps.to }]);
    await until("the alarm", () => bed.alarms.get("duty-gap.guard")?.active === true);
    expect(bed.alarms.get("duty-gap.guard")).toMatchObject({
      severity: "low",
      text: { "zh-CN": expect.stringContaining("门卫室缺班") },
    });
    await planned(shift());
    await until("its end", () => bed.alarms.get("duty-gap.guard")?.active === false);
    expect((await viewer.get("duty/gaps")).json<GapsView>().gaps).toEqual([]);
  });
});

describe("the calendar", () => {
  test("a year comes with its notice, and what is no notice is refused", async () => {
    const before = (await viewer.get("duty/calendar?year=2031")).json<CalendarView>();
    expect(before).toMatchObject({ known: false, holidays: [] });
    const year = {
      year: 2031,
      source: "test",
      holidays: [{ name: { "zh-CN": "元旦" }, from: "2031-01-01", to: "2031-01-02" }],
      swappedWorkdays: ["2031-01-06"],
    };
    const wrong = await admin.post("duty/calendar", year);
    expect(wrong.json()).toMatchObject({ errors: [{ path: "/swappedWorkdays/0" }] });
    const done = await admin.post("duty/calendar", { ...year, swappedWorkdays: ["2031-01-05"] });
    expect(done.json()).toMatchObject({ known: true, shipped: false, swappedWorkdays: ["2031-01-05"] });
    expect((await admin.post("duty/calendar", { ...year, year: 2026 })).json()).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ path: "/year" })]),
    });
  });

  test("the school's own days stand before the notice", async () => {
    const own = {
      daysOff: [{ name: "校运会", from: "2026-10-22", to: "2026-10-23" }],
      schoolDays: [{ day: "2026-10-01", name: "升旗" }],
    };
    expect((await admin.ask("PUT", "duty/calendar/own", { body: own, ...match(0) })).status).toBe(200);
    expect((await admin.ask("PUT", "duty/calendar/own", { body: own, ...match(0) })).status).toBe(409);
    const range = "from=2026-09-30T16:00:00Z&to=2026-10-23T16:00:00Z";
    const { days } = (await viewer.get(`duty/turns?${range}`)).json<TurnsView>();
    const kinds = new Map(days.map(({ day, kind, own: isOwn }) => [day, `${kind} ${isOwn}`]));
    expect([kinds.get("2026-10-01"), kinds.get("2026-10-02"), kinds.get("2026-10-22")]).toEqual([
      "workday true",
      "holiday false",
      "holiday true",
    ]);
  });
});

describe("a post", () => {
  const nowAt = async (who: HttpClient) => (await who.get("duty/now")).json<DutyNow>();

  test("has those signed on, with names for those who may read them, until they sign off", async () => {
    await planned(shift());
    expect((await viewer.post("duty/sign-on", { post: "guard", persons: [zhou.id] })).status).toBe(403);
    const on = await guard.post("duty/sign-on", { post: "guard", persons: [zhou.id] });
    expect(on.json()).toMatchObject({
      signedOn: { persons: [zhou.id], by: "guard-1", current: true },
      names: { [zhou.id]: "周戊" },
    });
    expect((await nowAt(viewer)).names).toEqual({});
    expect(bed.duty.onDuty("guard")).toEqual([zhou.id]);
    expect((await guard.post("duty/sign-on", { post: "roof", persons: [zhou.id] })).status).toBe(404);
    const off = await guard.post("duty/sign-off", { post: "guard" });
    expect(off.json()).toMatchObject({ signedOn: null, onDuty: [zhou.id] });
    expect(await entries("duty.signed-on")).toContainEqual({ post: "guard", persons: [zhou.id], by: "guard-1" });
  });

  test("is closed to an account that may not see its place, and open to one that may", async () => {
    const [inside, outside] = [
      await bed.account("guard-yard", ["guard"], { places: ["yard"], devices: [] }),
      await bed.account("guard-room", ["guard"], { places: ["room-1"], devices: [] }),
    ];
    expect((await inside.get("duty/posts/guard/announcements")).status).toBe(200);
    expect((await outside.get("duty/posts/guard/announcements")).status).toBe(403);
    expect((await outside.post("duty/sign-on", { post: "guard", persons: [zhou.id] })).status).toBe(403);
    expect((await inside.post("duty/posts/leader/presence", { sound: "on" })).status).toBe(403);
  });

  test("is asked once at a time whether anybody is there, and one tap answers", async () => {
    expect((await guard.post("duty/spot-checks", { post: "guard" })).status).toBe(403);
    const opened = await office.post("duty/spot-checks", { post: "guard", within: "5min" });
    expect(opened.status).toBe(201);
    const check = opened.json<SpotCheck>();
    expect((await office.post("duty/spot-checks", { post: "guard" })).json()).toMatchObject({ id: check.id });
    expect((await guard.get("duty/posts/guard/announcements")).json()).toMatchObject({ spotCheck: { id: check.id } });
    expect((await guard.post(`duty/spot-checks/${check.id}/answer`, { person: "p-none" })).status).toBe(400);
    const answered = await guard.post(`duty/spot-checks/${check.id}/answer`, { person: zhou.id });
    expect(answered.json()).toMatchObject({ state: "answered", person: zhou.id });
    expect(await entries("duty.spot-check-answered")).toMatchObject([
      { check: check.id, post: "guard", person: zhou.id },
    ]);
    const byCounty = { by: "county:li", post: "guard", withinMs: null, key: "c-1" };
    const { id } = await bed.duty.spotCheck(byCounty);
    expect(await bed.duty.spotCheck(byCounty)).toEqual({ id });
    await guard.post(`duty/spot-checks/${id}/answer`, { person: zhou.id });
    expect(await bed.duty.spotCheck(byCounty)).toEqual({ id });
  });

  test("hears an alarm at once while its screen waits, and the road knows that it was heard", async () => {
    await guard.post("duty/posts/guard/presence", { sound: "on" });
    const first = (await guard.get("duty/posts/guard/announcements")).json<PostCalls>();
    const waiting = guard.get(`duty/posts/guard/announcements?after=${first.next}`);
    await bed.alarms.own({ id: "mains", severity: "high", text: { "zh-CN": "市电中断" } }, true);
    const occurrence = bed.alarms.get("mains")?.occurrence ?? 0;
    const letter = { spoken: { "zh-CN": "市电中断" }, severity: "high", post: "guard", test: false } as const;
    const sent = bed.duty.road.send({ ...letter, alarm: { id: "mains", occurrence } }, new AbortController().signal);
    const [told] = (await waiting).json<PostCalls>().announcements;
    expect(told).toMatchObject({ text: { "zh-CN": "市电中断" }, standing: true });
    await guard.post(`duty/posts/guard/announcements/${told?.n}/heard`, { sound: "on", spoken: true });
    expect(await sent).toEqual({ is: "accepted", reference: "spoken", answered: false });
    await admin.post("alarms/mains/ack", { occurrence });
    const standing = async () => (await guard.get("duty/posts/guard/announcements")).json<PostCalls>().announcements;
    await until("the announcement to end", async () => (await standing()).length === 0);
  });

  test("of another building is told with who is there, and not with what came of it", async () => {
    await planned(shift());
    const [inside, outside] = [
      await bed.account("yard-2", ["guard"], { places: ["yard"], devices: [] }),
      await bed.account("room-2", ["guard"], { places: ["room-1"], devices: [] }),
    ];
    const check = (await office.post("duty/spot-checks", { post: "guard" })).json<SpotCheck>();
    const postOf = async (who: HttpClient) => (await nowAt(who)).posts.find(({ id }) => id === "guard");
    expect(await postOf(outside)).toMatchObject({ onDuty: [zhou.id], missed: false, spotCheck: null });
    expect(await postOf(inside)).toMatchObject({ onDuty: [zhou.id], spotCheck: { id: check.id } });
    expect((await outside.get("duty/spot-checks")).json()).toEqual({ checks: [], names: {} });
    expect((await outside.post(`duty/spot-checks/${check.id}/answer`, { person: zhou.id })).status).toBe(403);
    expect((await inside.post(`duty/spot-checks/${check.id}/answer`, { person: zhou.id })).status).toBe(200);
    const hours = "from=2026-12-01T00:00:00Z&to=2026-12-02T00:00:00Z";
    expect((await outside.get(`duty/turns?${hours}`)).json<TurnsView>().turns).not.toEqual([]);
    const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
    const sheetFor = async (who: HttpClient) => (await who.get(`sheets/month?month=${month}`)).json<MonthSheet>();
    expect(await sheetFor(outside)).toMatchObject({ duty: null, roads: [], tickets: null });
    const { duty } = await sheetFor(inside);
    expect([...new Set(duty?.turns.map(({ post }) => post))]).toEqual(["guard"]);
    expect((await sheetFor(admin)).duty?.spotChecks.asked).toBe(duty?.spotChecks.asked);
  });
});
