// Outputs that are on for a while only: what a profile calls a pulse is taken back by a second command, given by the gateway itself and
// journaled like any other. After a crash the journal says what was not taken back yet, and the start does it first.
import type { CommandForm } from "../contract/driver.ts";
import { parseDuration } from "../contract/time.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { CommandBook } from "./book.ts";
import { type Command, isOpen } from "./command.ts";
import type { CommandWish } from "./forms.ts";
import { commandIdOf } from "./ids.ts";

/** Who gives the commands that take a pulse back. */
export const TAKER = "gateway";
const EXPIRES_MS = 30_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** A stop waits so long for outputs to be taken back. */
const STOP_PATIENCE_MS = 2000;
/** Nobody can be told any more. */
const GIVEN_UP: readonly string[] = ["unknown-device", "command-not-supported", "bad-request"];

export interface PulseParts {
  readonly book: CommandBook;
  /** What the device's profile says of this command now. */
  readonly formOf: (command: Command) => CommandForm | undefined;
  readonly request: (device: string, wish: CommandWish, key: string) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Pulses extends AsyncDisposable {
  /** A command has moved on; `isStart`: it is found so when the gateway starts. */
  seen(command: Command, isStart?: boolean): void;
}

interface Pulse {
  /** Of the command that is to be taken back. */
  readonly id: string;
  readonly device: string;
  readonly back: CommandWish;
  attempt: number;
  timer: Disposable | null;
}

export function openPulses({ book, formOf, request, clock, log }: PulseParts): Pulses {
  /** By device and what takes it back: a newer pulse goes on for an older one. */
  const pulses = new Map<string, Pulse>();
  const stopped = Promise.withResolvers<void>();
  let isStopping = false;

  const keyOf = ({ device, back }: Pick<Pulse, "device" | "back">) =>
    `${device} ${JSON.stringify([back.name, back.args])}`;
  const nameOf = ({ id, attempt }: Pulse) => `${id} back ${attempt}`;
  const waiting = (id: string) => [...pulses.values()].find((pulse) => commandIdOf(TAKER, nameOf(pulse)) === id);

  const drop = (pulse: Pulse) => {
    pulse.timer?.[Symbol.dispose]();
    if (pulses.get(keyOf(pulse)) === pulse) pulses.delete(keyOf(pulse));
    if (isStopping && pulses.size === 0) stopped.resolve();
  };

  const later = (pulse: Pulse, waitMs: number) => {
    pulse.timer = clock.after(isStopping ? 0 : waitMs, () => {
      pulse.timer = null;
      takeBack(pulse).catch((error: unknown) =>
        log.error({ command: pulse.id, error: messageOf(error) }, "a pulse went astray"),
      );
    });
  };

  const again = (pulse: Pulse) => {
    // The next start finds it.
    if (isStopping) return drop(pulse);
    pulse.attempt++;
    later(pulse, Math.min(1000 * 2 ** Math.min(pulse.attempt, 20), LONGEST_WAIT_MS));
  };

  const takeBack = async (pulse: Pulse): Promise<void> => {
    try {
      await request(pulse.device, pulse.back, nameOf(pulse));
    } catch (thrown) {
      if (!(thrown instanceof GatewayError) || !GIVEN_UP.includes(thrown.code)) return again(pulse);
      log.warn({ command: pulse.id, device: pulse.device, error: thrown.message }, "a pulse cannot be taken back");
      drop(pulse);
    }
  };

  /** What has become of the tries before a start: null when it is taken back. */
  const resumed = (pulse: Pulse): "waits" | "due" | null => {
    for (;;) {
      const given = book.get(commandIdOf(TAKER, nameOf(pulse)));
      if (given === null) return "due";
      if (given.state === "done") return null;
      if (isOpen(given)) return "waits";
      pulse.attempt++;
    }
  };

  return {
    seen(command, isStart = false) {
      const ours = waiting(command.id);
      if (ours !== undefined && !isOpen(command)) {
        if (command.state === "done") drop(ours);
        else again(ours);
      }
      const form = formOf(command)?.pulse;
      // What never began has switched nothing.
      if (form === undefined || command.startedMs === null || isOpen(command)) return;
      const { device, id } = command;
      const back = { ...form.back, expiresInMs: EXPIRES_MS };
      const pulse: Pulse = { id, device, back, attempt: 0, timer: null };
      const state = resumed(pulse);
      if (state === null) return;
      const older = pulses.get(keyOf(pulse));
      if (older?.id === id && !isStart) return;
      older?.timer?.[Symbol.dispose]();
      pulses.set(keyOf(pulse), pulse);
      if (state === "due") later(pulse, isStart ? 0 : (parseDuration(form.after) ?? 0));
    },
    async [Symbol.asyncDispose]() {
      isStopping = true;
      if (pulses.size === 0) return;
      using _patience = clock.after(STOP_PATIENCE_MS, () => stopped.resolve());
      for (const pulse of pulses.values()) {
        if (pulse.timer === null) continue;
        pulse.timer[Symbol.dispose]();
        later(pulse, 0);
      }
      await stopped.promise;
      for (const { timer } of pulses.values()) timer?.[Symbol.dispose]();
    },
  };
}
