// run.json: how others find a running process (contract §2). Written by rename when ready, removed when it stops.
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface RunFile {
  readonly pid: number;
  readonly http: string | null;
  readonly mqtt: string | null;
  readonly mqtts: string | null;
  readonly version: string;
  readonly campus: string;
  readonly epoch: string;
}

const NAME = "run.json";

/** Removes what a killed predecessor left: nobody may take its addresses for ours. */
export function clearRunFile(folder: string): void {
  rmSync(join(folder, NAME), { force: true });
}

/** Writes run.json until disposed. */
export function writeRunFile(folder: string, run: RunFile): Disposable {
  const file = join(folder, NAME);
  writeFileSync(`${file}.new`, `${JSON.stringify(run)}\n`);
  renameSync(`${file}.new`, file);
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}
