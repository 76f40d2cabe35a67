// What campuses tell of links, escalations and spot checks, however it is told: twice, late, wrong, or far too much.
import { expect, test } from "vitest";
import type { Entry } from "#gateway/contract/entry.ts";
import { formatTime } from "#gateway/contract/time.ts";
import { type Database, openDatabase } from "#gateway/kit/sqlite.ts";
import { all, integer } from "#gateway/kit/statements.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { pressLink, readLink, tidyLinks } from "./links.ts";
import { readPosts, readSpotChecks, takePeople } from "./people.ts";
import { MIGRATIONS } from "./schema.ts";

const AT = Date.UTC(2026, 10, 22, 18);
const DAY_MS = 86_400_000;
const CAMPUS = "no3-middle";

async function inStore(work: (db: Database) => void): Promise<void> {
  await using folder = tempFolder("county-people");
  const db = openDatabase(`${folder.path}/county.db`);
  for (const step of MIGRATIONS) step.run(db);
  try {
    work(db);
  } finally {
    db.close();
  }
}
function tell(db: Database, type: string, body: Entry["body"], { campus = CAMPUS, atMs = AT, device = null as string | null } = {}): void {
  const time = formatTime(atMs);
  const entry: Entry = { epoch: "e", seq: 1, kind: "event", type, device, measuredAt: time, receivedAt: time, clock: "gateway", late: false, deviceSeq: null, eid: null, cause: null, body };
  takePeople(db, campus, entry, atMs);
} // biome-ignore format: fields of an entry
const LINK = {
  link: "0123456789",
  sha256: "a".repeat(64),
  alarm: "hot.th-1.temperature",
  occurrence: 3,
  expiresAt: formatTime(AT + 3_600_000),
  severity: "critical",
  text: { "zh-CN": "温度过高", en: "Too hot", fr: "chaud" },
  where: ["机房"],
};

test("a link is what its campus said first; nothing said later, by a device, or for another campus changes it", () =>
  inStore((db) => {
    tell(db, "notify.link-issued", LINK);
    tell(db, "notify.link-issued", { ...LINK, sha256: "b".repeat(64), occurrence: 4 });
    tell(db, "notify.link-issued", { ...LINK, link: "AAAAAAAAAA" }, { device: "th-1" });
    expect(readLink(db, CAMPUS, LINK.link)).toMatchObject({
      seal: LINK.sha256,
      occurrence: 3,
      text: { "zh-CN": "温度过高", en: "Too hot" },
      where: ["机房"],
      command: null,
    });
    expect(readLink(db, CAMPUS, "AAAAAAAAAA")).toBeNull();
    expect(readLink(db, "no4-primary", LINK.link)).toBeNull();
    expect(pressLink(db, CAMPUS, LINK.link, "k-1", AT)).toBe(true);
    expect(pressLink(db, CAMPUS, LINK.link, "k-2", AT)).toBe(false);
    tell(db, "notify.link-issued", LINK);
    expect(readLink(db, CAMPUS, LINK.link)?.command).toBe("k-1");
  }));

test.each([
  ["no name", { link: "../../etc" }],
  ["no hash", { sha256: "A".repeat(64) }],
  ["no alarm", { alarm: "<img>" }],
  ["no occurrence", { occurrence: 0 }],
  ["no end", { expiresAt: "soon" }],
])("a link with %s is none", (_what, change) =>
  inStore((db) => {
    tell(db, "notify.link-issued", { ...LINK, ...change });
    expect(all(db, "SELECT * FROM link_out")).toEqual([]);
  }),
);

test("a campus that announces without end has its newest links and nobody else's place; thirty days after their end they are gone", () =>
  inStore((db) => {
    tell(db, "notify.link-issued", LINK, { campus: "no4-primary" });
    db.exec("BEGIN");
    for (let i = 0; i < 5100; i++)
      tell(db, "notify.link-issued", { ...LINK, link: String(i).padStart(10, "0") }, { atMs: AT + i });
    db.exec("COMMIT");
    const count = () => all(db, "SELECT count(*) AS n FROM link_out").map((row) => integer(row, "n"))[0] ?? 0;
    expect(count()).toBeLessThanOrEqual(5002);
    expect(readLink(db, CAMPUS, "0000005099")).not.toBeNull();
    expect(readLink(db, CAMPUS, "0000000000")).toBeNull();
    expect(readLink(db, "no4-primary", LINK.link)).not.toBeNull();
    tidyLinks(db, AT + 30 * DAY_MS);
    expect(count()).toBeGreaterThan(5000);
    for (let i = 0; i < 12; i++) tidyLinks(db, AT + 31 * DAY_MS);
    expect(count()).toBe(0);
  }));

test("a spot check ends as its campus says, in whatever order that comes; a post is known from what is told of it", () =>
  inStore((db) => {
    tell(db, "duty.spot-check-answered", { check: "sc-1", post: "guard", person: "p-1", tookMs: 80_000 }, { atMs: AT + 80_000 });
    tell(db, "duty.spot-check", { check: "sc-1", post: "guard", by: "county" });
    tell(db, "duty.spot-check", { check: "sc-2", post: "guard", by: "county" });
    tell(db, "duty.signed-on", { post: "dorm", persons: ["p-1"] });
    tell(db, "duty.signed-on", { post: "<b>", persons: ["p-1"] });
    tell(db, "duty.spot-check", { check: "<img>", post: "guard" });
    expect(readPosts(db, CAMPUS)).toEqual(["dorm", "guard"]);
    expect(readSpotChecks(db, CAMPUS, 10)).toEqual([
      { id: "sc-2", post: "guard", state: "asked", askedAt: formatTime(AT), endedAt: null, tookMs: null },
      { id: "sc-1", post: "guard", state: "answered", askedAt: formatTime(AT), endedAt: formatTime(AT + 80_000), tookMs: 80_000 },
    ]);
  })); // biome-ignore format: one check a line
