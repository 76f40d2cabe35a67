import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDatabase, pragma } from "#gateway/kit/sqlite.ts";
import { allEntries, entriesPage } from "../harness/entries.ts";
import { type LoadedGateway, loadedGateway } from "./loaded-gateway.ts";

/** How the journal begins: the first entry of a new file. */
async function beginningOf(loaded: LoadedGateway): Promise<{ epoch: string; body: Readonly<Record<string, unknown>> }> {
  const [first] = (await entriesPage(await loaded.gateway.admin(), "after=0&limit=1")).entries;
  if (first === undefined) throw new Error("the journal has no first entry");
  expect(first).toMatchObject({ seq: 1, kind: "system", type: "system.began" });
  return { epoch: first.epoch, body: first.body };
}

/** Stops the loaded gateway, as a crash or in order. */
async function stop(loaded: LoadedGateway, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  await loaded.progress();
  await loaded.gateway.kill(signal);
  await loaded.noticed();
}

function journalFile(loaded: LoadedGateway): string {
  return join(loaded.gateway.data, "journal.db");
}

/** Folds the -wal into the file, so that damage to the file is not hidden behind newer pages. */
function fold(loaded: LoadedGateway): void {
  const db = openDatabase(journalFile(loaded));
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
}

/** A new epoch that names the old one and the reason, and devices that go on working. */
async function expectNewEpoch(loaded: LoadedGateway, previous: string, reason: string): Promise<void> {
  await loaded.gateway.start();
  const { epoch, body } = await beginningOf(loaded);
  expect(epoch).not.toBe(previous);
  expect(body).toEqual({ previous, reason });
  expect(loaded.gateway.run.epoch).toBe(epoch);
  await loaded.connect();
  const admin = await loaded.gateway.admin();
  expect((await allEntries(admin, "kind=reading")).length).toBeGreaterThan(0);
  const old = await admin.get(`entries?after=${previous}:0`);
  expect(old.status).toBe(409);
  expect(old.json()).toMatchObject({ code: "epoch-changed", epoch });
}

/** Overwrites the middle of a file with bytes that mean nothing. */
async function scribble(file: string): Promise<void> {
  const handle = await open(file, "r+");
  const { size } = await handle.stat();
  const noise = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 73 + 41) % 256));
  for (let at = 4096; at + noise.length < size; at += 8192) await handle.write(noise, 0, noise.length, at);
  await handle.close();
}

test("the first start begins an epoch with reason first", async () => {
  await using loaded = await loadedGateway();
  const { epoch, body } = await beginningOf(loaded);
  expect(body).toEqual({ previous: null, reason: "first" });
  expect(loaded.gateway.run.epoch).toBe(epoch);
}, 120_000);

test.each(["SIGTERM", "SIGKILL"] as const)(
  "a journal scribbled over after %s is set aside and a new epoch begins with reason corrupt",
  async (signal) => {
    await using loaded = await loadedGateway();
    const { epoch } = await beginningOf(loaded);
    await stop(loaded, signal);
    fold(loaded);
    await scribble(journalFile(loaded));
    await expectNewEpoch(loaded, epoch, "corrupt");
    expect(readdirSync(loaded.gateway.data).filter((name) => name.includes("corrupt"))).not.toEqual([]);
  },
  120_000,
);

test.each(["SIGTERM", "SIGKILL"] as const)(
  "a journal cut short after %s is set aside and a new epoch begins with reason corrupt",
  async (signal) => {
    await using loaded = await loadedGateway();
    const { epoch } = await beginningOf(loaded);
    await stop(loaded, signal);
    fold(loaded);
    truncateSync(journalFile(loaded), Math.floor(statSync(journalFile(loaded)).size / 2));
    await expectNewEpoch(loaded, epoch, "corrupt");
  },
  120_000,
);

test("a journal that is no database at all is set aside and a new epoch begins with reason corrupt", async () => {
  await using loaded = await loadedGateway();
  const { epoch } = await beginningOf(loaded);
  await stop(loaded, "SIGTERM");
  fold(loaded);
  writeFileSync(journalFile(loaded), "this is not a database\n".repeat(1000));
  await expectNewEpoch(loaded, epoch, "corrupt");
}, 120_000);

test("a deleted -wal is noticed: a new epoch begins instead of silently missing what was acknowledged", async () => {
  await using loaded = await loadedGateway();
  const { epoch } = await beginningOf(loaded);
  await stop(loaded, "SIGKILL");
  expect(existsSync(`${journalFile(loaded)}-wal`)).toBe(true);
  rmSync(`${journalFile(loaded)}-wal`);
  await loaded.gateway.start();
  const began = await beginningOf(loaded);
  expect(began.epoch).not.toBe(epoch);
  expect(["restored", "corrupt"]).toContain(began.body.reason);
}, 120_000);

test("an older copy of the journal put back is noticed: a new epoch begins with reason restored", async () => {
  await using loaded = await loadedGateway();
  const { epoch } = await beginningOf(loaded);
  await stop(loaded, "SIGTERM");
  fold(loaded);
  const copy = `${loaded.gateway.data}-copy`;
  cpSync(journalFile(loaded), copy);
  await loaded.start();
  await stop(loaded, "SIGTERM");
  fold(loaded);
  cpSync(copy, journalFile(loaded));
  await expectNewEpoch(loaded, epoch, "restored");
}, 120_000);

test("garbage at the end of the -wal, as a torn write leaves it, costs nothing acknowledged", async () => {
  await using loaded = await loadedGateway();
  await stop(loaded, "SIGKILL");
  appendFileSync(`${journalFile(loaded)}-wal`, Buffer.alloc(10_000, 0x5a));
  expect(await loaded.faultsAfterRestart()).toEqual([]);
}, 120_000);

test("a journal of a newer version is refused and left as it is", async () => {
  await using loaded = await loadedGateway();
  await stop(loaded, "SIGTERM");
  const db = openDatabase(journalFile(loaded));
  const version = Number(pragma(db, "user_version"));
  db.exec(`PRAGMA user_version=${version + 1}`);
  db.close();
  const exit = await loaded.gateway.startToEnd();
  expect(exit.code).toBe(70);
  expect(loaded.gateway.stderr).toContain("journal.db");
  const again = openDatabase(journalFile(loaded));
  expect(pragma(again, "user_version")).toBe(version + 1);
  again.exec(`PRAGMA user_version=${version}`);
  again.close();
  expect(await loaded.faultsAfterRestart()).toEqual([]);
}, 120_000);
