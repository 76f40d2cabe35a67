// What roads read from files beside campus.yaml: addresses with keys, secrets, passwords, authorities. Read anew for each letter, so that a
// changed file holds at once.
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { GatewayError, messageOf } from "../../kit/errors.ts";
import type { Log } from "../../kit/log.ts";
import { secretsIn } from "./mask.ts";

export interface Secrets {
  /** The text of a file without blanks around it. Throws GatewayError `road-not-set-up`. */
  read(file: string): string;
  /** The same of a file that everybody may read: an authority's certificate. */
  readOpenly(file: string): string;
  /** The first of the files that cannot be read, as campus.yaml names it; null: all can. */
  missing(files: readonly (string | null)[]): string | null;
}

/** Anybody else on this machine may read it. */
const WORLD_READABLE = 0o004;
/** None of these files is longer; a wrong name must not read a disk. */
const LONGEST = 64 * 1024;

/**
 * Files relative to the folder of campus.yaml. Who leaves one open for everybody is told once. `known`: gets what was read, which no text may
 * repeat.
 */
export function openSecrets(folder: string, road: string, known: Set<string>, log: Pick<Log, "warn">): Secrets {
  const told = new Set<string>();

  /** Throws when the file cannot be what it should be. */
  function textOf(file: string, isSecret: boolean): string {
    const path = resolve(folder, file);
    const { mode, size } = statSync(path);
    if (size > LONGEST) throw new Error(`it has ${size} bytes: that is no secret`);
    if (isSecret && (mode & WORLD_READABLE) !== 0 && !told.has(file)) {
      told.add(file);
      log.warn({ road, file }, "everybody on this machine can read a secret: chmod 600 it");
    }
    const text = readFileSync(path, "utf8").trim();
    if (text === "") throw new Error("it is empty");
    return text;
  }

  function read(file: string, isSecret: boolean): string {
    try {
      return textOf(file, isSecret);
    } catch (error) {
      throw new GatewayError(
        "road-not-set-up",
        `the road ${road} has no usable ${file}: ${messageOf(error)}`,
        "Put the file beside campus.yaml, readable for the gateway's user only (chmod 600).",
        { cause: error },
      );
    }
  }

  return {
    read: (file) => {
      const text = read(file, true);
      for (const secret of secretsIn(text)) known.add(secret);
      return text;
    },
    readOpenly: (file) => read(file, false),
    missing: (files) => files.find((file) => file !== null && !isReadable(resolve(folder, file))) ?? null,
  };
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
