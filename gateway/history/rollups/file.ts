// Which history.db is used at start: the one that is there, or a new one when it is damaged.
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Clock } from "../../kit/clock.ts";
import { GatewayError, messageOf } from "../../kit/errors.ts";
import type { Log } from "../../kit/log.ts";
import { openStore, type Store } from "../../kit/store-worker.ts";
import type { WriterThread } from "../../kit/writer-thread.ts";
import type { RollupWrites } from "./store.ts";

interface FileOptions {
  readonly file: string;
  readonly thread?: WriterThread | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFailed: (error: GatewayError) => void;
}

/**
 * Opens the file. A damaged one is set aside: figures are counted again from what the journal still has. Damage that shows while it is in
 * use ends the process through `onFailed`, and the next start sets it aside. Throws GatewayErrors of the store.
 */
export async function openHistoryFile(options: FileOptions): Promise<Store<RollupWrites>> {
  const { file, thread, log } = options;
  const mark = `${file}.damaged`;
  const onFailed = (error: GatewayError) => {
    if (error.code === "store-corrupt") noteDamage(mark, error, log);
    options.onFailed(error);
  };
  const settings = { file, module: new URL("./store.ts", import.meta.url), thread, onFailed };
  if (existsSync(mark)) {
    setAside(options, "damage was found while it was in use");
    rmSync(mark);
  }
  try {
    return await openStore<RollupWrites>(settings);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== "store-corrupt") throw error;
    setAside(options, error.message);
    return await openStore<RollupWrites>(settings);
  }
}

function noteDamage(mark: string, damage: GatewayError, log: Log): void {
  try {
    writeFileSync(mark, `${damage.message}\n`);
  } catch (error) {
    log.error({ error: messageOf(error), mark }, "that history.db is damaged could not be noted");
  }
}

/** With what lies beside it: a WAL of another file must not be read into the new one. */
function setAside({ file, clock, log }: FileOptions, reason: string): void {
  const aside = `${file}.corrupt-${clock.now()}`;
  for (const suffix of ["", "-wal", "-shm"])
    if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${aside}${suffix}`);
  log.error(
    { file, aside, reason },
    "history.db was damaged and is set aside; figures start with what the journal has",
  );
}
