// The file of the ledger: a damaged one is set aside, everybody learns of it, and whoever must be told now does not wait for what was told.
import { existsSync, readdirSync, renameSync } from "node:fs";
import { basename, dirname } from "node:path";
import { happening } from "../journal/record.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import { openStore, type Store } from "../kit/store-worker.ts";
import { beginCall } from "./call.ts";
import type { Core } from "./core.ts";
import { LEDGER_LOST } from "./plans.ts";
import type { NotifyParts } from "./port.ts";
import type { NotifyWrites } from "./store.ts";

const LOOK_EVERY_MS = 60_000;

export interface LedgerFile {
  readonly file: string;
  readonly store: Store<NotifyWrites>;
  /** What was wrong with the one that was set aside just now; null: nothing. */
  readonly damage: string | null;
}

/** Opens notify.db, in place of a damaged one a new one. Throws GatewayErrors of the store. */
export async function openLedger(parts: NotifyParts, file: string): Promise<LedgerFile> {
  const { thread, clock, log, onFailed } = parts;
  const options = { file, module: new URL("./store.ts", import.meta.url), thread, onFailed };
  try {
    return { file, store: await openStore<NotifyWrites>(options), damage: null };
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== "store-corrupt") throw error;
    const aside = `${file}.corrupt-${clock.now()}`;
    // With what lies beside it: a WAL of another file must not be read into the new one.
    for (const suffix of ["", "-wal", "-shm"])
      if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${aside}${suffix}`);
    log.error({ file, aside, reason: error.message }, "notify.db was damaged and is set aside; calls start afresh");
    return { file, store: await openStore<NotifyWrites>(options), damage: error.message };
  }
}

/** Names of ledgers that were set aside and that nobody has taken away yet. */
function lostLedgers(file: string): readonly string[] {
  const prefix = `${basename(file)}.corrupt-`;
  return readdirSync(dirname(file)).filter((name) => name.startsWith(prefix) && /\d$/.test(name));
}

/**
 * Begins a call for every alarm that nobody has acknowledged, when the ledger that had them was set aside and the new one has nothing yet. Who
 * had been told hears it again, marked. Runs as one input of the engine.
 */
export function callAfresh(core: Core, { file }: LedgerFile): void {
  const { book, parts } = core;
  if (book.place !== null || lostLedgers(file).length === 0) return;
  for (const alarm of parts.alarms.list("all")) {
    const { id, active, latched, acknowledged } = alarm;
    if ((!active && !latched) || acknowledged || book.calls.has(id)) continue;
    core.saw(alarm);
    book.putCall(beginCall(alarm, core.now()));
    book.mayBeSecond(id);
  }
}

/** Tells that the ledger was lost: once in the journal, and by an alarm as long as the damaged file lies in the data folder. */
export class LedgerWatch implements Disposable {
  readonly #parts: NotifyParts;
  readonly #ledger: LedgerFile;
  #timer: Disposable | null = null;

  constructor(parts: NotifyParts, ledger: LedgerFile) {
    this.#parts = parts;
    this.#ledger = ledger;
  }

  /** What cannot be told keeps nobody from being called. */
  async begin(): Promise<void> {
    const { journal, clock, log } = this.#parts;
    const { damage } = this.#ledger;
    const unheard = (error: unknown) =>
      log.warn({ reason: messageOf(error) }, "that the ledger was lost could not be told");
    const entry = { store: "notify", problem: damage };
    if (damage !== null)
      await journal.append(happening("system", "system.store-damaged", clock.now(), entry)).catch(unheard);
    await this.#look().catch(unheard);
    this.#timer = clock.every(LOOK_EVERY_MS, () => void this.#look().catch(unheard));
  }

  async #look(): Promise<void> {
    const { alarms } = this.#parts;
    const name = lostLedgers(this.#ledger.file).toSorted().at(-1);
    const isActive = alarms.get(LEDGER_LOST)?.active ?? false;
    if (isActive === (name !== undefined)) return;
    const text = {
      "zh-CN": `通知台账文件曾损坏，已另存为数据目录中的 ${name}：谁收到过通知查不到了，未确认的告警已重新通知。请拷出该文件交给维护人员，再从数据目录删除，本告警随即恢复`,
      en: `The ledger of deliveries was damaged and lies as ${name} in the data folder: who was told is not known any more, and alarms that nobody acknowledged were told again. Copy the file for whoever maintains the gateway and delete it there; then this ends`,
    };
    await alarms.own({ id: LEDGER_LOST, severity: "high", text }, name !== undefined);
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
  }
}
