// Commands to devices (contract §6): authorised by whoever asks here, journaled before they run, at most once, with an end. Read this first.
import { isDeepStrictEqual } from "node:util";
import type { CampusConfig, DeviceConfig } from "../config/campus.ts";
import type { Journal } from "../journal/journal.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { CommandBook } from "./book.ts";
import type { Carrier } from "./carrier.ts";
import { type Command, requestedEntry } from "./command.ts";
import { type CommandProfile, type CommandWish, checkWish, formsOf } from "./forms.ts";
import { commandIdOf, newCommandId } from "./ids.ts";
import { openPulses, TAKER } from "./pulses.ts";
import { type DeviceResult, type ResultEntry, Run } from "./run.ts";

/** More commands at a time are somebody's loop, not somebody's wish. */
const MAX_OPEN = 200;

export interface CommandsOptions {
  readonly journal: Journal;
  /** A projection of the same journal. */
  readonly book: CommandBook;
  readonly config: () => CampusConfig;
  readonly profiles: ReadonlyMap<string, CommandProfile>;
  /** Brings commands to the devices of a driver. */
  readonly carrier: (driver: string) => Carrier;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Commands extends AsyncDisposable {
  /**
   * Asks for a command; resolves when the wish is on disk. The same account with the same key gets the first command again (`fresh`
   * false). Throws `command-not-supported`, `bad-request`, `idempotency-mismatch`, `slow-down`, `unknown-device`.
   */
  request(by: string, device: string, wish: CommandWish, key: string | null): Promise<Asked>;
  get(id: string): Command | null;
  /** Newest first. */
  newest(): Command[];
  /** What a device says about a command; null when it is nobody's result, or that of another device. */
  result(device: string, id: string, result: DeviceResult): ResultEntry | null;
}

export interface Asked {
  readonly command: Command;
  readonly fresh: boolean;
}

export async function openCommands(options: CommandsOptions): Promise<Commands> {
  const { journal, book, config, profiles, clock, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const runs = new Map<string, Run>();
  /** Wishes on their way to disk. */
  const asking = new Map<string, Promise<unknown>>();

  const runOf = (command: Command): Run => {
    const refusal = () => {
      const device = config().devices.get(command.device);
      return device === undefined ? "device-removed" : device.enabled ? null : "device-disabled";
    };
    // A device that is gone is refused before its carrier is asked for.
    const carrier = options.carrier(config().devices.get(command.device)?.driver ?? "");
    return new Run(command, { journal, clock, carrier, refusal, signal });
  };

  const go = (command: Command) => {
    const run = runOf(command);
    runs.set(command.id, run);
    run
      .go()
      .catch((error: unknown) => log.error({ command: command.id, error: messageOf(error) }, "a command went astray"))
      .finally(() => {
        if (!signal.aborted) runs.delete(command.id);
      });
  };

  const follower = journal.follow((batch) => {
    for (const record of batch) {
      if (record.kind !== "command" || typeof record.body.id !== "string") continue;
      const command = book.get(record.body.id);
      if (command === null) continue;
      runs.get(command.id)?.moved(command);
      pulses.seen(command);
    }
  });

  const ask = async (command: Command): Promise<Command> => {
    const seq = await journal.append(requestedEntry(command));
    const stored = book.get(command.id) ?? { ...command, seq };
    go(stored);
    return stored;
  };

  const request: Commands["request"] = async (by, device, wish, key) => {
    const nowMs = clock.now();
    const id = key === null ? newCommandId(nowMs) : commandIdOf(by, key);
    await asking.get(id)?.catch(() => undefined);
    const before = book.get(id);
    if (before !== null) {
      if (!isSameWish(before, device, wish)) throw mismatch();
      return { command: before, fresh: false };
    }
    const known = deviceOf(config(), device);
    checkWish(device, wish, profiles.get(known.profile));
    if (runs.size + asking.size >= MAX_OPEN) throw tooMany();
    const { name, args, expiresInMs } = wish;
    const asked = ask({
      id, device, name, args, by, state: "requested", requestedMs: nowMs, expiresMs: nowMs + expiresInMs,
      startedMs: null, endedMs: null, result: null, seq: 0,
    }).finally(() => asking.delete(id)); // biome-ignore format: one record
    asking.set(id, asked);
    return { command: await asked, fresh: true };
  };

  const pulses = openPulses({
    book,
    formOf: ({ device, name }) => {
      const forms = formsOf(profiles.get(config().devices.get(device)?.profile ?? ""));
      return forms !== null && Object.hasOwn(forms, name) ? forms[name] : undefined;
    },
    request: (device, wish, key) => request(TAKER, device, wish, key),
    clock,
    log,
  });

  for (const command of book.open()) {
    if (command.state === "requested") go(command);
    else
      await runOf(command)
        .abandon("gateway-restarted")
        .catch((error: unknown) =>
          log.error({ command: command.id, error: messageOf(error) }, "its end was not stored"),
        );
  }

  for (const command of book.newest().reverse()) pulses.seen(command, true);

  return {
    request,
    get: (id) => book.get(id),
    newest: () => book.newest(),
    result(device, id, result) {
      return book.get(id)?.device === device ? (runs.get(id)?.result(result) ?? null) : null;
    },
    async [Symbol.asyncDispose]() {
      await pulses[Symbol.asyncDispose]();
      stopping.abort();
      const started = book.open().filter(({ state }) => state === "started");
      await Promise.allSettled(started.map(({ id }) => runs.get(id)?.abandon("gateway-stopped")));
      await Promise.all(asking.values().map((wish) => wish.catch(() => undefined)));
      follower[Symbol.dispose]();
    },
  };
}

function deviceOf(config: CampusConfig, id: string): DeviceConfig {
  const device = config.devices.get(id);
  if (device !== undefined) return device;
  throw new GatewayError(
    "unknown-device",
    `there is no device ${id} in campus.yaml`,
    "Check the id, or add the device to campus.yaml.",
  );
}

function isSameWish(command: Command, device: string, { name, args, expiresInMs }: CommandWish): boolean {
  const same = command.device === device && command.name === name && isDeepStrictEqual(command.args, { ...args });
  return same && command.expiresMs - command.requestedMs === expiresInMs;
}

function mismatch(): GatewayError {
  return new GatewayError(
    "idempotency-mismatch",
    "this Idempotency-Key was used for another command",
    "Use a new key for a new command.",
  );
}

function tooMany(): GatewayError {
  return new GatewayError(
    "slow-down",
    `${MAX_OPEN} commands are on their way already`,
    "Wait until some of them have ended.",
  );
}
