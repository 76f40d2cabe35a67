// Brings a SQLite file to the schema of this version: named steps, each one transaction, after a copy of a file that already holds something.
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import { GatewayError } from "./errors.ts";
import { type Database, pragma, transaction } from "./sqlite.ts";

/** One step. Steps are only ever added at the end: the file's `user_version` says how many it has had. */
export interface Migration {
  /** What the step does, a few words; shown to the operator. */
  readonly name: string;
  readonly run: (db: Database) => void;
}

export interface MigrateOptions {
  /** `copy` (default) keeps the file as it was beside it; `none` is for files that are bounded delivery logs and too large to copy. */
  readonly backup?: "copy" | "none";
}

export interface Migrated {
  readonly from: number;
  readonly to: number;
  /** Names of the steps that ran now. */
  readonly steps: readonly string[];
  /** The copy of the file as it was, or null when there was nothing to copy. */
  readonly backup: string | null;
}

/** How many steps the file has had; 0 for a new one. */
export function schemaVersion(db: Database): number {
  return Number(pragma(db, "user_version"));
}

/**
 * Runs the steps that `file` (open as `db`) has not had yet.
 * Throws GatewayError `store-newer` when the file was written by a newer version; it is then left untouched.
 */
export function migrate(
  db: Database,
  file: string,
  migrations: readonly Migration[],
  options: MigrateOptions = {},
): Migrated {
  const from = schemaVersion(db);
  const to = migrations.length;
  if (from > to) {
    throw new GatewayError(
      "store-newer",
      `${file} has schema ${from}, but this version of the gateway knows schemas up to ${to}`,
      `Install the version of the gateway that wrote it, or stop the gateway and put back the copy of the file with schema ${to} (beside it as ${basename(file)}.schema-${to}, or in a backup).`,
    );
  }
  if (from === to) return { from, to, steps: [], backup: null };
  const backup = from > 0 && options.backup !== "none" ? copyBeside(db, file, from) : null;
  const due = migrations.slice(from);
  for (const [i, step] of due.entries()) runStep(db, file, step, from + i + 1);
  return { from, to, steps: due.map((step) => step.name), backup };
}

/** One step and its version number: both are in the file, or neither. */
function runStep(db: Database, file: string, step: Migration, version: number): void {
  try {
    transaction(db, () => {
      step.run(db);
      db.exec(`PRAGMA user_version=${version}`);
    });
  } catch (error) {
    throw new GatewayError(
      "store-migration",
      `${file}: step ${version} "${step.name}" failed; the file is as it was before this step`,
      "Free some disk space and start again; if it fails again, install the version you had before and report this message.",
      { cause: error },
    );
  }
}

/** A consistent copy `<file>.schema-<version>`, on disk before the first step runs. */
function copyBeside(db: Database, file: string, version: number): string {
  const target = `${file}.schema-${version}`;
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  db.prepare("VACUUM INTO ?").run(partial);
  fsyncPath(partial);
  renameSync(partial, target);
  fsyncPath(dirname(target));
  return target;
}

function fsyncPath(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
