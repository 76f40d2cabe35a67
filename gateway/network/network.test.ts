// What is on the network against the register: pure rules, then over a real campus.db and journal what is kept, told, capped and forgotten.
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Neighbour } from "#gateway/contract/neighbours.ts";
import type { Happening } from "#gateway/journal/record.ts";
import { openTestJournal } from "#gateway/journal/testing.ts";
import { openAccounts } from "#gateway/kit/accounts/open.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { openFindings } from "./book.ts";
import { judge, type Register, type Registered } from "./judge.ts";
import { Turns } from "./turns.ts";

const PC: Registered = { id: "pc-1", name: "教师机", mac: "3c:6a:2c:00:00:01", ip: "10.0.8.7" };
const PRINTER: Registered = { id: "prn-1", name: "打印机", mac: null, ip: "10.0.8.9" };
const BOARD: Registered = { id: "bb-1", name: "一体机", mac: "3c:6a:2c:00:00:02", ip: null };
const OWN = "3c:6a:2c:00:00:ee";

function registerOf(assets: readonly Registered[]): Register {
  return {
    byMac: (mac) => assets.filter((asset) => asset.mac === mac),
    byIp: (ip) => assets.find((asset) => asset.ip === ip),
    isConfigured: (ip) => ip === "10.0.8.20",
    isOwn: (mac) => mac === OWN,
  };
}
const seen = (
  mac: string,
  ip: string | null,
  port: string | null = null,
  sharing: number | null = null,
): Neighbour => ({
  mac,
  ip,
  port,
  sharing,
});
const stranger = (n: number) =>
  `3c:6a:2c:01:${Math.floor(n / 256)
    .toString(16)
    .padStart(2, "0")}:${(n % 256).toString(16).padStart(2, "0")}`;

test.each([
  ["registered card at its address", PC.mac, "10.0.8.7", null],
  ["registered card, no address known", PC.mac, null, null],
  ["registered card at its address's other family", PC.mac, "fd00::7", null],
  ["registered without an address, anywhere", BOARD.mac, "10.0.8.99", null],
  ["unregistered card at the address of a record without a card", stranger(1), "10.0.8.9", null],
  ["unregistered card at the address of a configured device", stranger(1), "10.0.8.20", null],
  ["this machine's own card", OWN, "10.0.8.2", null],
  ["unregistered card", stranger(1), "10.0.8.30", "unknown"],
  ["unregistered card, heard only", stranger(1), null, "unknown"],
  ["registered card at another address", PC.mac, "10.0.8.31", "moved"],
  ["unregistered card at a registered address", stranger(1), "10.0.8.7", "swapped"],
  ["another registered card at a registered address", BOARD.mac, "10.0.8.7", "swapped"],
] as const)("%s: %s at %s is %s", (_, mac, ip, kind) => {
  expect(judge({ mac: mac ?? "", ip }, registerOf([PC, PRINTER, BOARD]))?.kind ?? null).toBe(kind);
});

test("two cards that take turns at one address are a conflict; one that follows another is none, nor two devices' old caches", () => {
  const turns = new Turns();
  const [a, b] = [stranger(1), stranger(2)];
  const look = (mac: string, ms: number, device = "sw") => [...turns.conflicts(device, [seen(mac, "10.0.8.7")], ms)];
  expect(look(a, 0)).toEqual([]);
  expect(look(b, 1000)).toEqual([]);
  expect(look(a, 1500, "other")).toEqual([]);
  expect(look(b, 2000)).toEqual([]);
  expect(look(a, 3000)).toEqual([["10.0.8.7", [a, b]]]);
  const both = [seen(a, "10.0.8.8"), seen(b, "10.0.8.8")];
  expect([...turns.conflicts("sw", both, 4000)]).toEqual([["10.0.8.8", [a, b]]]);
  const later = new Turns();
  const hour = 3_600_000;
  const days = [a, b, a].map((mac, day) => [...later.conflicts("sw", [seen(mac, "10.0.8.7")], day * 24 * hour)]);
  expect(days).toEqual([[], [], []]);
});

/** A book over a real campus.db and a real journal, and a clock that can be put forward. */
async function openBook(folder: string, assets: Registered[]) {
  await using stack = new AsyncDisposableStack();
  const shift = { ms: 0 };
  const clock = { ...systemClock, now: () => systemClock.now() + shift.ms };
  const log = createLog("silent");
  const fail = (error: Error) => {
    throw error;
  };
  const journal = stack.use(await openTestJournal(folder));
  const file = join(folder, "campus.db");
  const accounts = stack.use(await openAccounts({ file, clock, log, onAudit: () => undefined, onFailed: fail }));
  const told: Happening[] = [];
  const append = (record: Happening) => {
    told.push(record);
    return journal.append(record);
  };
  const register = () => registerOf(assets);
  const findings = openFindings({ store: accounts, register, journal: { append }, clock, log });
  stack.defer(() => findings.saved());
  const owned = stack.move();
  return { findings, accounts, shift, told, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const BY = { account: "admin", remote: "local" };

test("an unknown card is one entry and one finding however often it is seen, with all its addresses and the nearest port; over a restart too", async () => {
  await using folder = tempFolder("campus-findings");
  {
    await using book = await openBook(folder.path, [PC]);
    const { findings, told } = book;
    expect(findings.saw("core", [seen(PC.mac ?? "", "10.0.8.7"), seen(stranger(1), "10.0.8.30", "gi24", 40)])).toEqual({
      unknown: 1,
      random: 0,
      conflicts: 0,
    });
    expect(findings.saw("sw-3", [seen(stranger(1), null, "gi7", 1)])).toMatchObject({ unknown: 1 });
    expect(findings.saw("core", [seen(stranger(1), "10.0.8.31", "gi24", 40)])).toMatchObject({ unknown: 0 });
    expect(told.map(({ type, device }) => [type, device])).toEqual([["network.unknown-device", "core"]]);
    expect(told[0]?.body).toEqual({
      finding: "unknown-3c6a2c010001",
      mac: stranger(1),
      ip: "10.0.8.30",
      port: "gi24",
      asset: null,
      expected: null,
    });
  }
  await using book = await openBook(folder.path, [PC]);
  const ips = ["10.0.8.31", "10.0.8.30"];
  expect(book.findings.list()).toMatchObject([{ ips, seenBy: "sw-3", port: "gi7", ignored: null }]);
  book.findings.saw("core", [seen(stranger(1), "10.0.8.31")]);
  expect(book.told).toEqual([]);
});

test("what is registered is no finding any more, at once; when it leaves the register, it is a new one", async () => {
  await using folder = tempFolder("campus-findings");
  const assets = [PC];
  await using book = await openBook(folder.path, assets);
  const { findings, told } = book;
  const look = () => findings.saw("core", [seen(stranger(1), "10.0.8.30")]);
  look();
  assets.push({ id: "pc-2", name: "新电脑", mac: stranger(1), ip: null });
  expect(findings.list()).toEqual([]);
  expect(look()).toMatchObject({ unknown: 0 });
  assets.pop();
  look();
  expect(told).toHaveLength(2);
});

test("ignored with a reason it counts no longer, and again when that is taken back; both are audited without the reason", async () => {
  await using folder = tempFolder("campus-findings");
  await using book = await openBook(folder.path, []);
  const { findings, accounts } = book;
  const look = () => findings.saw("core", [seen(stranger(1), "10.0.8.30")]).unknown;
  expect(look()).toBe(1);
  const id = findings.list()[0]?.id ?? "";
  await findings.ignore(BY, id, "王老师的笔记本");
  expect(look()).toBe(0);
  expect(findings.get(id)?.ignored).toMatchObject({ reason: "王老师的笔记本", by: "admin" });
  await findings.ignore(BY, id, null);
  expect(look()).toBe(1);
  const lines = accounts.auditLines(0, 10);
  expect(lines.map(({ type }) => type)).toEqual(["network.finding-ignored", "network.finding-watched"]);
  expect(JSON.stringify(lines)).not.toContain("王老师");
  expect(await findings.ignore(BY, "unknown-nobody", "x")).toBeUndefined();
});

test("the first look of a school is one entry with a number; phones are kept apart, without entries, 300 of them at most", async () => {
  await using folder = tempFolder("campus-findings");
  await using book = await openBook(folder.path, []);
  const { findings, told } = book;
  const phone = (n: number) => `a6${stranger(n).slice(2)}`;
  const everybody = Array.from({ length: 400 }, (_, n) => [
    seen(stranger(n), `10.0.9.${n}`),
    seen(phone(n), null),
  ]).flat();
  expect(findings.saw("core", everybody)).toEqual({ unknown: 400, random: 300, conflicts: 0 });
  expect(told.map(({ type, body }) => [type, body.count])).toEqual([["network.many-findings", 400]]);
  const listed = findings.list();
  expect(listed.slice(0, 400).every(({ mac }) => mac.startsWith("3c"))).toBe(true);
  expect(listed).toHaveLength(700);
});

test("a finding counts for a day after it was seen last; a phone is forgotten after a week, others after half a year", async () => {
  await using folder = tempFolder("campus-findings");
  await using book = await openBook(folder.path, [PC]);
  const { findings, shift } = book;
  const phone = `a6${stranger(1).slice(2)}`;
  findings.saw("core", [seen(stranger(1), "10.0.8.30"), seen(phone, "10.0.8.31"), seen(PC.mac ?? "", "10.0.8.32")]);
  const day = 86_400_000;
  shift.ms = 2 * day;
  expect(findings.saw("core", [])).toEqual({ unknown: 0, random: 0, conflicts: 0 });
  expect(findings.list()).toHaveLength(3);
  shift.ms = 8 * day;
  findings.saw("core", []);
  expect(
    findings
      .list()
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual(["moved", "unknown"]);
  shift.ms = 191 * day;
  findings.saw("core", []);
  expect(findings.list()).toEqual([]);
});

test("a device known by its address stays known to a switch that hears its card only", async () => {
  await using folder = tempFolder("campus-findings");
  await using book = await openBook(folder.path, []);
  book.findings.saw("core", [seen(stranger(1), "10.0.8.20")]);
  expect(book.findings.saw("sw-3", [seen(stranger(1), null, "gi7", 1)])).toMatchObject({ unknown: 0 });
});
