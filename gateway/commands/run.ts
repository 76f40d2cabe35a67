// One command on its way: waits for its device, starts at most once, ends exactly once. Every step is on disk before the next is taken.
import type { CommandOutcome } from "../contract/driver.ts";
import type { Journal } from "../journal/journal.ts";
import type { Happening } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import type { Carrier } from "./carrier.ts";
import { type Command, type CommandResult, type EndState, endBody, endEntry, startedEntry } from "./command.ts";

/** How often a command that waits looks whether its device is there. */
const LOOK_EVERY_MS = 100;
/** So long after the start a device may still answer. */
const RESULT_PATIENCE_MS = 30_000;
/** How often the end of a command is handed in again to a store that takes nothing. */
const RETRY_EVERY_MS = 500;
/** A rejection with this code says that nothing went out, whenever it comes. */
const NOT_SENT = "device-offline";

export interface RunParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly carrier: Carrier;
  /** Why it must not run any more (`device-removed`, `device-disabled`); null: it may. */
  readonly refusal: () => string | null;
  /** The gateway stops. */
  readonly signal: AbortSignal;
}

/** What a device said about its command. */
export interface DeviceResult extends CommandResult {
  readonly ok: boolean;
}

/** The end that a device's result brings, as an entry to be stored in place of the result's own. */
export interface ResultEntry {
  readonly type: "command.done" | "command.failed";
  readonly cause: number;
  readonly body: Happening["body"];
  /** It was not stored: the device will send it again. */
  undo(): void;
}

export class Run {
  readonly #parts: RunParts;
  readonly #until: number;
  readonly #ended = Promise.withResolvers<void>();
  #command: Command;
  /** Somebody is writing its end. */
  #ending = false;

  constructor(command: Command, parts: RunParts) {
    const { clock } = parts;
    this.#command = command;
    this.#parts = parts;
    // By the monotonic clock from here on; a wall clock that was set back does not make it last longer than it was asked for.
    const leftMs = Math.min(command.expiresMs - clock.now(), command.expiresMs - command.requestedMs);
    this.#until = clock.monotonic() + leftMs;
  }

  /** Its newest entry is on disk. */
  moved(command: Command): void {
    this.#command = command;
    if (command.endedMs !== null) this.#ended.resolve();
  }

  /** The device answered; null when nobody waits for that. */
  result({ ok, code, detail, data }: DeviceResult): ResultEntry | null {
    if (this.#command.state !== "started" || this.#ending) return null;
    this.#ending = true;
    const undo = () => {
      this.#ending = false;
    };
    const body = endBody(this.#command, { code, detail, data });
    return { type: ok ? "command.done" : "command.failed", cause: this.#command.seq, body, undo };
  }

  /** Resolves when it has ended, or when the gateway stops. */
  async go(): Promise<void> {
    const { clock, carrier, refusal, signal } = this.#parts;
    while (!signal.aborted && this.#command.state === "requested") {
      const reason = refusal();
      if (reason !== null) return await this.#end("refused", { code: reason, detail: null, data: {} });
      if (this.#isLate()) return await this.#end("expired", { code: null, detail: null, data: {} });
      if (carrier.ready(this.#command) && (await this.#send())) return;
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
  }

  /** It had started when the gateway stopped: nobody knows what became of it. */
  async abandon(code: "gateway-restarted" | "gateway-stopped"): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    const { journal, clock } = this.#parts;
    await journal.append(endEntry(this.#command, "unknown", { code, detail: null, data: {} }, clock.now()));
  }

  #isLate(): boolean {
    return this.#parts.clock.monotonic() >= this.#until;
  }

  /** False when it did not begin: there may be another try. */
  async #send(): Promise<boolean> {
    const { journal, clock, carrier, signal } = this.#parts;
    const isBegun = () => this.#command.state !== "requested";
    const begin = async () => {
      if (signal.aborted || this.#isLate() || isBegun()) return false;
      await journal.append(startedEntry(this.#command, clock.now()));
      return true;
    };
    let outcome: CommandOutcome | null;
    try {
      outcome = await carrier.send(this.#command, begin);
    } catch (thrown) {
      if (!isBegun()) return false;
      const code = thrown instanceof GatewayError ? thrown.code : "failed";
      const state = code === NOT_SENT ? "failed" : "unknown";
      await this.#end(state, { code, detail: messageOf(thrown).slice(0, 256), data: {} });
      return true;
    }
    if (outcome === null) return await this.#awaitResult();
    const { ok, code, detail, data } = outcome;
    await this.#end(ok === null ? "unknown" : ok ? "done" : "failed", { code, detail, data });
    return true;
  }

  async #awaitResult(): Promise<true> {
    const { clock, signal } = this.#parts;
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    using _patience = clock.after(RESULT_PATIENCE_MS, resolve);
    await Promise.race([this.#ended.promise, enough]);
    if (this.#command.endedMs === null && !signal.aborted)
      await this.#end("unknown", { code: "no-result", detail: null, data: {} });
    return true;
  }

  /** Every command leaves its end behind, also when the store takes nothing for a while. */
  async #end(state: EndState, result: CommandResult): Promise<void> {
    const { journal, clock, signal } = this.#parts;
    while (!this.#ending) {
      this.#ending = true;
      try {
        await journal.append(endEntry(this.#command, state, result, clock.now()));
      } catch {
        // What the store says is told by the store; the end is handed in again, or found missing at the next start.
        this.#ending = false;
        if (signal.aborted) return;
        await clock.sleep(RETRY_EVERY_MS, signal);
      }
    }
  }
}
