// The register of equipment over real sockets and a real campus.db: changes by version, tables, labels, rights (routes of our own).
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bed, openBed } from "#test/harness/api-bed.ts";

let bed: Bed;
beforeAll(async () => {
  bed = await openBed();
});
afterAll(async () => bed[Symbol.asyncDispose]());

interface Found {
  readonly assets: readonly { readonly id: string; readonly name: string; readonly warranty: string }[];
  readonly total: number;
  readonly next: string | null;
  readonly counts: { readonly warrantySoon: number };
}
const etag = (version: number) => ({ headers: { "if-match": `"${version}"` } });

test("a record is made, changed by version and removed; a change for an old version is refused", async () => {
  const admin = await bed.admin();
  const made = await admin.post("assets", {
    name: "投影机",
    class: "projector",
    place: "room-1",
    mac: "3C-6A-2C-01-02-03",
  });
  expect(made.status).toBe(201);
  const { id } = made.json<{ id: string }>();
  expect(made.headers.etag).toBe('"1"');
  expect(made.json()).toMatchObject({
    mac: "3c:6a:2c:01:02:03",
    state: "in-use",
    label: null,
    openTickets: 0,
    changedBy: "admin",
  });
  const body = { name: "投影机", class: "projector", place: "room-2", warrantyUntil: "2020/9/1" };
  const changed = await admin.ask("PUT", `assets/${id}`, { body, ...etag(1) });
  expect(changed.json()).toMatchObject({ version: 2, place: "room-2", warranty: "over", mac: null });
  expect((await admin.ask("PUT", `assets/${id}`, { body, ...etag(1) })).json()).toMatchObject({
    status: 409,
    code: "asset-changed",
  });
  expect((await admin.ask("PUT", `assets/${id}`, { body })).json()).toMatchObject({ errors: [{ path: "/if-match" }] });
  expect((await admin.ask("DELETE", `assets/${id}`, etag(1))).status).toBe(409);
  expect((await admin.ask("DELETE", `assets/${id}`, etag(2))).status).toBe(204);
  expect((await admin.get(`assets/${id}`)).status).toBe(404);
});

test("wrong fields are all named, in the asker's language", async () => {
  const admin = await bed.admin();
  const body = {
    name: " ",
    class: "spaceship",
    place: "moon",
    purchasedOn: "2026-02-30",
    mac: "12",
    ip: "10.0.0",
    device: "nobody",
  };
  const headers = { "accept-language": "en" };
  const { errors } = (await admin.post("assets", body, { headers })).json<{
    errors: { path: string; message: string }[];
  }>();
  expect(errors.map(({ path }) => path).sort()).toEqual([
    "/class",
    "/device",
    "/ip",
    "/mac",
    "/name",
    "/place",
    "/purchasedOn",
  ]);
  expect(errors.find(({ path }) => path === "/class")?.message).toBe("is none of the classes");
});

test("a table with one wrong line imports nothing and names the line; without it everything, once", async () => {
  await using own = await openBed();
  const admin = await own.admin();
  const good =
    "\uFEFF编号,名称,类别,场所,质保到期,备注\r\nbb-101,一体机,班班通一体机,room-1 名,2027-8-31,\"=cmd|'/c calc'!A1\"\r\n";
  const bad = `${good}bb-102,一体机,飞船,room-1,2027-08-31,\r\nbb-101,又一台,投影机,,,\r\n`;
  const refused = (await admin.post("assets/import", { csv: bad, apply: true })).json<{
    errors: { line: number; column: string }[];
    imported: boolean;
  }>();
  expect(refused.imported).toBe(false);
  expect(refused.errors.map(({ line, column }) => [line, column])).toEqual([
    [3, "class"],
    [4, "id"],
  ]);
  expect((await admin.get("assets")).json<Found>().total).toBe(0);
  expect((await admin.post("assets/import", { csv: good })).json()).toMatchObject({ added: 1, imported: false });
  expect((await admin.post("assets/import", { csv: good, apply: true })).json()).toMatchObject({
    added: 1,
    imported: true,
  });
  expect((await admin.post("assets/import", { csv: good, apply: true })).json()).toMatchObject({
    added: 0,
    unchanged: 1,
  });
  expect((await admin.get("assets/bb-101")).json()).toMatchObject({
    class: "class-board",
    place: "room-1",
    warrantyUntil: "2027-08-31",
  });
});

test("what a spreadsheet gets begins with a mark, runs no formula, and imports again as it was", async () => {
  await using own = await openBed();
  const admin = await own.admin();
  await admin.post("assets", {
    name: '=HYPERLINK("http://x")',
    class: "computer",
    note: '两行, "引号"',
    price: 4200.5,
  });
  const table = await admin.get("assets/table", { headers: { "accept-language": "en" } });
  expect(table.headers["content-disposition"]).toContain("assets.csv");
  expect(table.text.startsWith("\uFEFFId,Name,Class")).toBe(true);
  expect(table.text).toContain("\"'=HYPERLINK(");
  expect((await admin.post("assets/import", { csv: table.text })).json()).toMatchObject({
    rows: 1,
    unchanged: 1,
    errors: [],
  });
  const form = await admin.get("assets/table?empty=true");
  expect(form.text.trim().split("\r\n")).toHaveLength(1);
});

test("words, class, place with all within it and the end of the warranty find what they say, page by page", async () => {
  await using own = await openBed();
  const admin = await own.admin();
  const soon = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
  await admin.post("assets", {
    name: "A 交换机",
    class: "network",
    place: "room-1",
    mac: "aa:bb:cc:00:11:22",
    owner: "王老师",
  });
  await admin.post("assets", { name: "B 交换机", class: "network", place: "yard", warrantyUntil: soon });
  await admin.post("assets", { name: "C 空调", class: "air-conditioner", place: "room-2" });
  const names = async (query: string) =>
    (await admin.get(`assets?${query}`)).json<Found>().assets.map(({ name }) => name);
  expect(await names("place=building")).toEqual(["A 交换机", "C 空调"]);
  expect(await names("q=交换机&class=network")).toEqual(["A 交换机", "B 交换机"]);
  expect(await names("q=AABBCC")).toEqual(["A 交换机"]);
  expect(await names("q=王老师")).toEqual(["A 交换机"]);
  expect(await names("warranty=soon")).toEqual(["B 交换机"]);
  const first = (await admin.get("assets?limit=2")).json<Found>();
  expect(first).toMatchObject({ total: 3, next: "2", counts: { warrantySoon: 1 } });
  expect(await names(`limit=2&after=${first.next}`)).toEqual(["C 空调"]);
});

test("who sees a part of the campus sees and changes its equipment only; labels are for those who print them", async () => {
  await using own = await openBed();
  const admin = await own.admin();
  const there = (await admin.post("assets", { name: "外面", class: "camera", place: "yard" })).json<{ id: string }>()
    .id;
  const here = (await admin.post("assets", { name: "里面", class: "camera", place: "room-1" })).json<{ id: string }>()
    .id;
  await admin.post("assets/labels", { assets: [here, there] });
  const teacher = await own.account("teacher", ["it-teacher"], { places: ["building"], devices: [] });
  expect((await teacher.get("assets")).json<Found>().assets.map(({ name }) => name)).toEqual(["里面"]);
  expect((await teacher.get(`assets/${there}`)).status).toBe(403);
  const moved = { name: "里面", class: "camera", place: "yard" };
  expect((await teacher.ask("PUT", `assets/${here}`, { body: moved, ...etag(2) })).json()).toMatchObject({
    errors: [{ path: "/place" }],
  });
  const viewer = await own.account("viewer-1", ["viewer"], null);
  expect((await viewer.get(`assets/${here}`)).json()).not.toHaveProperty("label");
  expect((await viewer.post("assets/labels", { assets: [here] })).status).toBe(403);
  expect((await own.client().get("assets")).status).toBe(401);
});
