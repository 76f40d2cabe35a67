import { expect, test } from "vitest";
import type { Kind } from "#gateway/contract/entry.ts";
import { KINDS } from "#gateway/contract/entry.ts";
import { type Random, randomOf } from "#test/chaos/random.ts";
import { tempFolder } from "#test/harness/temp.ts";
import type { Journal, PageQuery } from "./journal.ts";
import { entryOf, type Fresh, happening } from "./record.ts";
import { event, fill, openTestJournal, readAll, reading, store } from "./testing.ts";

const DEVICES = ["dev-1", "dev-2", "gate"] as const;
const TYPES = ["door.opened", "door.forced", "doors.opened", "access.denied"] as const;
const START_MS = 1_795_000_000_000;
const COUNT = 3000;

/** All kinds and devices, measured out of order. */
async function mixed(journal: Journal): Promise<void> {
  const random = randomOf(11);
  const work: Promise<unknown>[] = [];
  for (let i = 0; i < COUNT; i++) {
    const measuredMs = START_MS + random.between(0, 1000);
    const device = random.pick(DEVICES);
    if (random.between(1, 3) < 3) {
      const shape = journal.shape(device, ["t", "h"], ["Cel", "%"]);
      work.push(store(journal, reading(shape, [i, true], { measuredMs })));
    } else {
      const kind = random.pick(["event", "state", "alarm", "system"] as const);
      const about = kind === "system" ? {} : { device };
      work.push(store(journal, { ...happening(kind, random.pick(TYPES), START_MS, { i }, about), measuredMs }));
    }
  }
  await Promise.all(work);
}

function randomQuery(random: Random): PageQuery {
  const some = <T>(list: readonly T[]) => list.filter(() => random.between(1, 2) === 1);
  const maybe = <T extends object>(part: T) => (random.between(1, 3) === 1 ? part : {});
  return {
    after: random.between(0, COUNT + 5),
    limit: random.pick([1, 7, 100, 1000]),
    ...maybe({ kinds: some<Kind>(KINDS) }),
    ...maybe({ devices: some(DEVICES) }),
    ...maybe({ types: some(["door.*", "access.denied", "door.forced", "x.*"]) }),
    ...maybe({ fromMs: START_MS + random.between(0, 1000) }),
    ...maybe({ toMs: START_MS + random.between(0, 1000) }),
    ...maybe({ visible: (record: Fresh) => record.seq % 3 !== 0 }),
  };
}

/** The same, said in the words of the contract. */
function expected(all: readonly Fresh[], query: PageQuery): Fresh[] {
  const { kinds = [], devices = [], types = [], fromMs = 0, toMs = Number.MAX_VALUE } = query;
  return all.filter((record) => {
    const type = record.kind === "reading" ? null : record.type;
    const device = record.kind === "reading" ? record.shape.device : record.device;
    return (
      record.seq > query.after &&
      (kinds.length === 0 || kinds.includes(record.kind)) &&
      (devices.length === 0 || (device !== null && devices.includes(device))) &&
      (types.length === 0 ||
        types.some((t) => (t.endsWith(".*") ? type?.split(".")[0] === t.slice(0, -2) : type === t))) &&
      record.measuredMs >= fromMs &&
      record.measuredMs < toMs &&
      (query.visible === undefined || query.visible(record))
    );
  });
}

const shown = (records: readonly Fresh[]) => records.map((record) => JSON.stringify(entryOf("e", record)));

test("memory and file give the same pages, and both give what the filter says, for any query", async () => {
  await using folder = tempFolder();
  const random = randomOf(12);
  const queries = Array.from({ length: 120 }, () => randomQuery(random));
  const fromRing: string[] = [];
  let head = 0;
  {
    await using journal = await openTestJournal(folder.path);
    await mixed(journal);
    head = journal.head;
    const all = readAll(journal);
    expect(all).toHaveLength(COUNT + 1);
    for (const query of queries) {
      const page = journal.page(query);
      fromRing.push(JSON.stringify([shown(page.records), page.next, page.more, page.gap, page.head]));
      const right = expected(all, query).slice(0, query.limit);
      expect(shown(page.records)).toEqual(shown(right));
      // `next` is the last entry given, or the head when nothing is left behind it.
      expect([right.at(-1)?.seq, head, Math.min(query.after, head)]).toContain(page.next);
      expect(page.more).toBe(page.next < head);
    }
  }
  await using journal = await openTestJournal(folder.path);
  for (const [i, query] of queries.entries()) {
    const page = journal.page(query);
    expect(JSON.stringify([shown(page.records), page.next, page.more, page.gap, page.head])).toBe(fromRing[i]);
  }
});

test("backwards, memory and file give the same pages from the newest on, and both give what the filter says", async () => {
  await using folder = tempFolder();
  const random = randomOf(13);
  const queries = Array.from({ length: 120 }, () => ({ ...randomQuery(random), before: random.between(1, COUNT + 5) }));
  const fromRing: string[] = [];
  {
    await using journal = await openTestJournal(folder.path);
    await mixed(journal);
    const all = readAll(journal).reverse();
    for (const query of queries) {
      const page = journal.pageBack(query);
      fromRing.push(JSON.stringify([shown(page.records), page.next, page.gap, page.head]));
      const right = expected(all, { ...query, after: 0 }).filter(({ seq }) => seq < query.before);
      expect(shown(page.records)).toEqual(shown(right.slice(0, query.limit)));
      expect([page.records.at(-1)?.seq, 1]).toContain(page.next);
      expect(page.more).toBe(page.next > 1);
    }
  }
  await using journal = await openTestJournal(folder.path);
  for (const [i, query] of queries.entries()) {
    const page = journal.pageBack(query);
    expect(JSON.stringify([shown(page.records), page.next, page.gap, page.head])).toBe(fromRing[i]);
  }
});

test("the newest entries come from memory and the older ones from the file, without a seam", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  await fill(journal, "dev-1", 17_000);
  await store(journal, event("gate"));
  expect(readAll(journal).map((record) => record.seq)).toEqual(Array.from({ length: journal.head }, (_, i) => i + 1));
});

test("backwards, the newest come from memory and the older ones from the file, without a seam", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  await fill(journal, "dev-1", 17_000);
  await store(journal, event("gate"));
  const seqs: number[] = [];
  for (let before = journal.head + 1; before > 1; ) {
    const page = journal.pageBack({ before, limit: 1000 });
    seqs.push(...page.records.map(({ seq }) => seq));
    before = page.next;
  }
  expect(seqs).toEqual(Array.from({ length: journal.head }, (_, i) => journal.head - i));
});

test("backwards, a filter that matches little is answered in bounded steps that always lead to the first entry", async () => {
  await using folder = tempFolder();
  {
    await using journal = await openTestJournal(folder.path);
    await store(journal, event("gate", "door.opened"));
    await fill(journal, "dev-1", 45_000);
    await store(journal, event("gate", "door.opened"));
  }
  await using journal = await openTestJournal(folder.path);
  const found: number[] = [];
  let pages = 0;
  for (let before = journal.head + 1; before > 1; pages++) {
    const page = journal.pageBack({ before, limit: 10, devices: ["gate"] });
    expect(page.next).toBeLessThan(before);
    found.push(...page.records.map((record) => record.seq));
    before = page.next;
  }
  expect(found).toEqual([45_003, 2]);
  expect(pages).toBeGreaterThan(1);
  expect(pages).toBeLessThan(10);
});

test("a filter that matches little is answered in bounded steps that always lead to the head", async () => {
  await using folder = tempFolder();
  {
    await using journal = await openTestJournal(folder.path);
    await store(journal, event("gate", "door.opened"));
    await fill(journal, "dev-1", 45_000);
    await store(journal, event("gate", "door.opened"));
  }
  await using journal = await openTestJournal(folder.path);
  const found: number[] = [];
  let pages = 0;
  for (let after = 0, more = true; more; pages++) {
    const page = journal.page({ after, limit: 10, devices: ["gate"] });
    expect(page.next).toBeGreaterThan(after);
    found.push(...page.records.map((record) => record.seq));
    ({ next: after, more } = page);
  }
  expect(found).toEqual([2, 45_003]);
  expect(pages, "one page would have taken too long, many would never end").toBeGreaterThan(1);
  expect(pages).toBeLessThan(10);
});

test("at and beyond the head a page is empty and asks for nothing more", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  await fill(journal, "dev-1", 3);
  for (const after of [4, 1000]) {
    expect(journal.page({ after, limit: 10 })).toEqual({ head: 4, records: [], next: 4, more: false, gap: null });
  }
});
