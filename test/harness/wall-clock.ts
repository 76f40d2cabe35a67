// A wall clock that a test sets for a process, by libfaketime; what counts time (timers, deadlines) goes on as it does on a real machine.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { debianLibrary } from "../chaos/native.ts";

/** The library of Debian's package `libfaketime`; null: not installed. */
export const FAKETIME = debianLibrary("faketime/libfaketimeMT.so.1");

export interface WallClock {
  /** For the process that shall believe it. */
  readonly env: Readonly<Record<string, string>>;
  /** `@2026-11-22 05:00:00`, in UTC: goes on from there when a process starts or looks at it next. */
  set(time: string): void;
}

/** A clock kept in a file of this folder. */
export function wallClock(folder: string, time: string): WallClock {
  const file = join(folder, "wall-clock");
  const set = (to: string) => writeFileSync(file, `${to}\n`);
  set(time);
  const env = {
    LD_PRELOAD: FAKETIME ?? "",
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    TZ: "UTC",
  };
  return { env, set };
}
