// /entries, /latest and what an account may see of them, over real sockets and a real journal (contract §6).
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAll, type Bed, openBed, readingOf } from "#test/harness/api-bed.ts";
import { formatTime } from "../contract/time.ts";
import { happening } from "../journal/record.ts";
import { systemClock } from "../kit/clock.ts";

interface EntriesAnswer {
  readonly epoch: string;
  readonly head: number;
  readonly entries: readonly Record<string, unknown>[];
  readonly next: number;
  readonly more: boolean;
  readonly gap: unknown;
}

const FIELDS = [
  "epoch",
  "seq",
  "kind",
  "type",
  "device",
  "measuredAt",
  "receivedAt",
  "clock",
  "late",
  "deviceSeq",
  "eid",
  "cause",
  "body",
];
let bed: Bed;

beforeAll(async () => {
  bed = await openBed();
  const now = systemClock.now();
  await bed.readings("dev-1", [21.5]);
  await bed.readings("dev-2", [22.5]);
  await bed.readings("dev-3", [23.5]);
  await addAll(bed.journal, [readingOf(bed.journal, "dev-4", 24.5, Date.parse("2026-01-02T03:04:05.678Z"))]);
  await bed.journal.append(happening("event", "door.forced", now, { door: "east" }, { device: "dev-1" }));
  await bed.journal.append(happening("event", "access.denied", now, {}, { device: "dev-2" }));
  await bed.journal.append(happening("audit", "account.signed-in", now, { account: "admin" }));
  await bed.journal.append(
    happening(
      "loss",
      "loss.rejected",
      now,
      { reason: "bad-json", topic: "t", bytes: 3, sha256: "x", sample: "e30=", count: 1 },
      { device: "dev-1" },
    ),
  );
  await bed.journal.append(happening("event", "bell.rung", now, {}));
});
afterAll(async () => bed[Symbol.asyncDispose]());

async function entries(query: string, client = bed.admin()): Promise<EntriesAnswer> {
  const answer = await (await client).get(`entries?${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.json<EntriesAnswer>();
}

describe("GET /entries", () => {
  test("has exactly the contract's fields, and every entry all of its own", async () => {
    const page = await entries("after=0&limit=1000");
    expect(Object.keys(page)).toEqual(["epoch", "head", "entries", "next", "more", "gap"]);
    expect(page).toMatchObject({
      epoch: bed.journal.epoch,
      head: bed.journal.head,
      next: bed.journal.head,
      more: false,
      gap: null,
    });
    for (const entry of page.entries) expect(Object.keys(entry)).toEqual(FIELDS);
    expect(page.entries.map((entry) => entry.seq)).toEqual(Array.from({ length: page.head }, (_, i) => i + 1));
    expect(page.entries.find((entry) => entry.device === "dev-1")).toMatchObject({
      kind: "reading",
      type: null,
      body: { points: { temperature: { value: 21.5, unit: "Cel", quality: "good" } } },
    });
  });

  test("pages on with `next`, as SEQ and as EPOCH:SEQ, until `more` is false", async () => {
    const seen: unknown[] = [];
    let after = "0";
    for (let more = true; more; ) {
      const page = await entries(`after=${after}&limit=2`);
      seen.push(...page.entries.map((entry) => entry.seq));
      after = `${page.epoch}:${page.next}`;
      ({ more } = page);
    }
    expect(seen).toEqual(Array.from({ length: bed.journal.head }, (_, i) => i + 1));
  });

  test("filters by kind, device and type, each repeatable, a type by its domain, empty ones counting as absent", async () => {
    expect((await entries("kind=event&kind=loss")).entries.map((entry) => entry.type)).toEqual([
      "door.forced",
      "access.denied",
      "loss.rejected",
      "bell.rung",
    ]);
    expect((await entries("type=door.*&type=access.denied")).entries.map((entry) => entry.type)).toEqual([
      "door.forced",
      "access.denied",
    ]);
    expect((await entries("device=dev-3&device=dev-4&kind=")).entries.map((entry) => entry.device)).toEqual([
      "dev-3",
      "dev-4",
    ]);
    const past = await entries("device=dev-3&limit=1");
    expect(past.next).toBeLessThan(past.head);
  });

  test("chooses [from, to) by measured time, as RFC 3339 and as epoch milliseconds", async () => {
    const measured = Date.parse("2026-01-02T03:04:05.678Z");
    const at = formatTime(measured);
    expect((await entries(`from=${at}&to=${measured + 1}`)).entries.map((entry) => entry.device)).toEqual(["dev-4"]);
    expect((await entries(`from=${measured - 5}&to=${at}`)).entries).toEqual([]);
  });

  test.each([
    ["limit=0", "/limit"],
    ["limit=1001", "/limit"],
    ["limit=x", "/limit"],
    ["from=yesterday", "/from"],
    ["kind=gossip", "/kind/0"],
    ["type=door", "/type/0"],
    ["device=..%2F..", "/device/0"],
    ["after=x:y:z", "/after"],
    ["from=2&to=1", "/to"],
    ["colour=red", "/colour"],
  ])("refuses ?%s and names %s", async (query, path) => {
    const answer = await (await bed.admin()).get(`entries?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json<{ errors: { path: string }[] }>().errors.map((error) => error.path)).toContain(path);
  });

  test("a wrong kind is answered with the kinds there are", async () => {
    const answer = await (await bed.admin()).get("entries?kind=gossip");
    const { errors } = answer.json<{ errors: { message: string }[] }>();
    expect(errors[0]?.message).toMatch(/[:：] ?reading, event, state/);
  });

  test("says 409 epoch-changed with `epoch` and `oldest` for another epoch, or for a seq that this one has not reached", async () => {
    for (const after of ["gone0000:5", "999999999"]) {
      const answer = await (await bed.admin()).get(`entries?after=${after}`);
      expect(answer.status).toBe(409);
      expect(answer.json()).toMatchObject({ code: "epoch-changed", epoch: bed.journal.epoch, oldest: 1 });
    }
  });
});

describe("what an account may see", () => {
  test("a scoped account gets entries of its places and of places within them, and of no other device", async () => {
    const client = await bed.account("room", ["guard"], { places: ["building"], devices: ["dev-4"] });
    const page = await entries("limit=1000", Promise.resolve(client));
    const devices = new Set(page.entries.filter((entry) => entry.kind !== "system").map((entry) => entry.device));
    expect(devices).toEqual(new Set(["dev-1", "dev-2", "dev-4"]));
    expect(page.entries.some((entry) => entry.kind === "system")).toBe(true);
    expect(page.next).toBe(page.head);
    expect((await entries("device=dev-3", Promise.resolve(client))).entries).toEqual([]);
    expect((await client.get("latest?device=dev-3")).json()).toMatchObject({ points: [] });
    expect(
      (await client.get("latest")).json<{ points: { device: string }[] }>().points.map((point) => point.device),
    ).not.toContain("dev-3");
  });

  test("asked for by id, what lies beyond the scope is 403 and what does not exist 404", async () => {
    const client = await bed.account("room-one", ["guard"], { places: ["room-1"], devices: [] });
    expect((await client.get("devices/dev-1")).status).toBe(200);
    expect((await client.get("devices/dev-2")).json()).toMatchObject({ status: 403, code: "not-permitted" });
    expect((await client.get("devices/none")).json()).toMatchObject({ status: 404, code: "not-found" });
    expect((await client.get("places/yard")).status).toBe(403);
    expect((await client.get("devices")).json<{ devices: { id: string }[] }>().devices.map(({ id }) => id)).toEqual([
      "dev-1",
    ]);
    expect((await client.get("places")).json<{ places: { id: string }[] }>().places.map(({ id }) => id)).toEqual([
      "room-1",
    ]);
  });

  test("audit entries need audit.read, samples of rejected messages need loss.samples", async () => {
    const plain = await entries("limit=1000", bed.token(["entries.read"]));
    expect(plain.entries.some((entry) => entry.kind === "audit")).toBe(false);
    expect(plain.entries.find((entry) => entry.kind === "loss")?.body).toEqual({
      reason: "bad-json",
      topic: "t",
      bytes: 3,
      sha256: "x",
      count: 1,
    });
    const full = await entries("limit=1000", bed.token(["entries.read", "audit.read", "loss.samples"]));
    expect(full.entries.some((entry) => entry.kind === "audit")).toBe(true);
    expect(full.entries.find((entry) => entry.kind === "loss")?.body).toMatchObject({ sample: "e30=" });
  });

  test("a token without the right gets 403 not-permitted, in words that name the right", async () => {
    const client = await bed.token(["status.read"]);
    for (const path of ["entries", "latest", "stream", "audit", "accounts", "devices"]) {
      const answer = await client.get(path, { headers: { "accept-language": "en" } });
      expect(answer.json(), path).toMatchObject({
        status: 403,
        code: "not-permitted",
        detail: expect.stringMatching(/right [a-z]+\.[a-z]+ is needed/),
      });
    }
  });
});

describe("GET /latest", () => {
  test("has the contract's fields and stands at a seq that /stream continues", async () => {
    const answer = await (await bed.admin()).get("latest?place=room-1&point=temperature");
    const body = answer.json<{ epoch: string; seq: number; points: Record<string, unknown>[] }>();
    expect(Object.keys(body)).toEqual(["epoch", "seq", "at", "points"]);
    expect(body).toMatchObject({ epoch: bed.journal.epoch, seq: bed.journal.head });
    expect(body.points).toHaveLength(1);
    expect(body.points[0]).toMatchObject({
      device: "dev-1",
      point: "temperature",
      value: 21.5,
      unit: "Cel",
      quality: "good",
      stale: false,
      staleAfter: "5min",
    });
    expect(Object.keys(body.points[0] ?? {}).sort()).toEqual([
      "device",
      "lastGood",
      "measuredAt",
      "point",
      "quality",
      "receivedAt",
      "seq",
      "stale",
      "staleAfter",
      "unit",
      "value",
    ]);
  });
});
