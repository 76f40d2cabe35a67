// Runs a process until an emulated power cut ends it, and hands back the folder as the disk would hold it (native/powercut.c).
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { nativeLibrary } from "./native.ts";

/** What becomes of changes that were not synced. */
export const CUT_MODES = ["lose", "prefix", "keep", "torn"] as const;
export type CutMode = (typeof CUT_MODES)[number];

export interface PowerCut {
  /** The number of the operation on the disk at which the power goes. */
  readonly at: number;
  /** Counted from the process's very first operation, instead of from arming. */
  readonly fromStart: boolean;
  readonly mode: CutMode;
  readonly seed: number;
}

export interface PreparedCut {
  /** What the process must be started with. */
  readonly env: Readonly<Record<string, string>>;
  /** After the cut: the folder to start again on. */
  readonly image: string;
  /** Making this file starts counting. */
  readonly arm: string;
}

/** Prepares a cut for the data folder `dir` (which must exist); what belongs to it is kept in `work`. */
export function preparePowerCut(dir: string, work: string, cut: PowerCut): PreparedCut {
  const image = join(work, "image");
  const arm = join(work, "armed");
  mkdirSync(image, { recursive: true });
  return {
    env: {
      LD_PRELOAD: nativeLibrary("powercut"),
      POWERCUT_DIR: dir,
      POWERCUT_IMAGE: image,
      POWERCUT_AT: String(cut.at),
      POWERCUT_MODE: cut.mode,
      POWERCUT_SEED: String(cut.seed),
      ...(!cut.fromStart && { POWERCUT_ARM: arm }),
    },
    image,
    arm,
  };
}
