import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GatewayError } from "./errors.ts";
import { type Migration, migrate, schemaVersion } from "./migrations.ts";
import { openDatabase } from "./sqlite.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "migrations-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const first: Migration = { name: "things", run: (db) => db.exec("CREATE TABLE thing (name TEXT) STRICT") };
const second: Migration = { name: "sizes", run: (db) => db.exec("ALTER TABLE thing ADD COLUMN size INTEGER") };
const broken: Migration = {
  name: "broken",
  run: (db) => {
    db.exec("DELETE FROM thing");
    db.exec("CREATE TABLE thing (name TEXT)");
  },
};

/** Opens the store, runs `work`, closes it. */
function withStore<T>(work: (db: ReturnType<typeof openDatabase>, file: string) => T): T {
  const file = join(dir, "store.db");
  const db = openDatabase(file);
  try {
    return work(db, file);
  } finally {
    db.close();
  }
}

test("a new file gets every step and needs no copy; a second start runs nothing", () => {
  expect(withStore((db, file) => migrate(db, file, [first, second]))).toEqual({
    from: 0,
    to: 2,
    steps: ["things", "sizes"],
    backup: null,
  });
  expect(withStore((db, file) => migrate(db, file, [first, second])).steps).toEqual([]);
});

test("an older file is copied as it was, then brought up to date with its rows kept", () => {
  withStore((db, file) => {
    migrate(db, file, [first]);
    db.exec("INSERT INTO thing VALUES ('kept')");
  });
  const { backup, steps } = withStore((db, file) => migrate(db, file, [first, second]));
  expect(steps).toEqual(["sizes"]);
  withStore((db) => expect(db.prepare("SELECT name, size FROM thing").all()).toEqual([{ name: "kept", size: null }]));
  const copy = openDatabase(backup ?? "", { readOnly: true });
  expect(schemaVersion(copy)).toBe(1);
  expect(copy.prepare("SELECT * FROM thing").all()).toEqual([{ name: "kept" }]);
  copy.close();
});

test("a copy can be declined", () => {
  withStore((db, file) => migrate(db, file, [first]));
  withStore((db, file) => migrate(db, file, [first, second], { backup: "none" }));
  expect(existsSync(join(dir, "store.db.schema-1"))).toBe(false);
});

test("a file from a newer version is refused untouched, naming both versions and what to do", () => {
  withStore((db, file) => migrate(db, file, [first, second]));
  const before = readFileSync(join(dir, "store.db"));
  const refused = withStore((db, file) => catchError(() => migrate(db, file, [first])));
  expect(refused).toMatchObject({ code: "store-newer" });
  expect(refused.message).toMatch(/schema 2.*up to 1/);
  expect(refused.remedy).toContain("store.db.schema-1");
  expect(readFileSync(join(dir, "store.db"))).toEqual(before);
});

test("a step that fails leaves neither half a change nor a new version number", () => {
  withStore((db, file) => {
    migrate(db, file, [first]);
    db.exec("INSERT INTO thing VALUES ('kept')");
    const failed = catchError(() => migrate(db, file, [first, second, broken]));
    expect(failed).toMatchObject({ code: "store-migration" });
    expect(failed.message).toContain('step 3 "broken"');
    expect(schemaVersion(db)).toBe(2);
    expect(db.prepare("SELECT count(*) AS n FROM thing").get()).toEqual({ n: 1 });
  });
});

function catchError(work: () => unknown): GatewayError {
  try {
    work();
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
