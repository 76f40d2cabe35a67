// The gateway's modem over one that really talks AT over a pseudo-terminal, in a telephone network that the test scripts.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import type { Modem } from "#gateway/modem/modem.ts";
import { type ModemParts, openModem } from "#gateway/modem/open.ts";
import { type ModemSimulator, startModem } from "./modem.ts";
import { tempFolder } from "./temp.ts";
import { until } from "./wait.ts";

export const IT_TEACHER = "13900000001";
export const WORDS = "网络中心机房，市电中断，请马上处理。确认请按1。";
/** A call that was heard and not acknowledged. */
export const HEARD = { is: "accepted", reference: null, answered: false };
/** Nobody gives up. */
export const NEVER = new AbortController().signal;
const QUICK = {
  replyMs: 3000,
  quietMs: 30,
  lookMs: 20,
  betweenMs: 60,
  lastMs: 60,
  backOffMs: 50,
  longestBackOffMs: 100,
  startMs: 60_000,
};

export interface Over extends Partial<Pick<ModemParts, "onSms" | "patience">> {
  readonly voice?: "ctts" | "none";
  readonly pin?: string;
  readonly serial?: string;
}

export class ModemBed implements AsyncDisposable {
  readonly stack = new AsyncDisposableStack();
  readonly folder = this.stack.use(tempFolder("campus-modem-data")).path;
  /** Everything that was written to the log. */
  readonly logged: string[] = [];
  readonly sim: ModemSimulator;

  static async start(): Promise<ModemBed> {
    return new ModemBed(await startModem());
  }

  private constructor(sim: ModemSimulator) {
    this.sim = this.stack.use(sim);
  }

  open({ voice = "ctts", pin, serial = this.sim.path, onSms = async () => {}, patience = {} }: Over = {}): Modem {
    const pinFile = pin === undefined ? null : join(this.folder, "pin");
    if (pinFile !== null) writeFileSync(pinFile, `${pin}\n`);
    const log = createLog("debug", { write: (line) => void this.logged.push(line) });
    const settings = { serial, baud: 115_200, pinFile, voice };
    const { folder } = this;
    return this.stack.use(
      openModem({ settings, folder, clock: systemClock, log, onSms, patience: { ...QUICK, ...patience } }),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stack.disposeAsync();
  }
}

/** Calls with `WORDS`. */
export function call(modem: Modem, over: { number?: string; answerable?: boolean; signal?: AbortSignal } = {}) {
  const { number = IT_TEACHER, answerable = true, signal = NEVER } = over;
  return modem.call({ number, text: WORDS, answerable, thanks: "已确认。" }, signal);
}

/** Resolves when the modem says that it is in this state. */
export function state(modem: Modem, wanted: string): Promise<unknown> {
  return until(wanted, () => modem.condition().state === wanted, 60_000);
}
