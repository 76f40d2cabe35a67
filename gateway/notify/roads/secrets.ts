// What roads read from files beside campus.yaml: addresses with keys, secrets, passwords, authorities. Read anew for each letter, so that a
// changed file holds at once.
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { GatewayError, messageOf } from "../../kit/errors.ts";
import type { Log } from "../../kit/log.ts";

export interface Secrets {
  /** The text of a file without blanks around it. Throws GatewayError `road-not-set-up`. */
  read(file: string): string;
  /** The first of the files that cannot be read, as campus.yaml names it; null: all can. */
  missing(files: readonly (string | null)[]): string | null;
  /** What was read so far: what no text may repeat. */
  readonly known: readonly string[];
}

/** Anybody else on this machine may read it. */
const WORLD_READABLE = 0o004;
/** None of these files is longer; a wrong name must not read a disk. */
const LONGEST = 64 * 1024;

/** Files relative to the folder of campus.yaml. Who leaves one open for everybody is told once. */
export function openSecrets(folder: string, road: string, log: Pick<Log, "warn">): Secrets {
  const known = new Set<string>();
  const told = new Set<string>();

  function look(file: string, path: string): string {
    const { mode, size } = statSync(path);
    if (size > LONGEST) throw new Error(`it has ${size} bytes: that is no secret`);
    if ((mode & WORLD_READABLE) !== 0 && !told.has(file)) {
      told.add(file);
      log.warn({ road, file }, "everybody on this machine can read a secret: chmod 600 it");
    }
    return readFileSync(path, "utf8").trim();
  }

  return {
    read: (file) => {
      try {
        const text = look(file, resolve(folder, file));
        if (text === "") throw new Error("it is empty");
        known.add(text);
        return text;
      } catch (error) {
        throw new GatewayError(
          "road-not-set-up",
          `the road ${road} has no usable ${file}: ${messageOf(error)}`,
          "Put the file beside campus.yaml, readable for the gateway's user only (chmod 600).",
          { cause: error },
        );
      }
    },
    missing: (files) => files.find((file) => file !== null && !isReadable(resolve(folder, file))) ?? null,
    get known() {
      return [...known];
    },
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
