// Commands to campuses: stored, signed, and sent again until the campus tells in its lanes what became of them, or their time is over.
import { randomBytes } from "node:crypto";
import type { Clock } from "#gateway/kit/clock.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import type { Log } from "#gateway/kit/log.ts";
import {
  type AckWish,
  type CommandAsked,
  type CountyCommand,
  commandBytes,
  type SpotCheckWish,
} from "../../wire/command.ts";
import type { KeptCommand } from "../store/commands.ts";
import type { CountyStore } from "../store.ts";
import { openCommandKey } from "./key.ts";

const LOOK_EVERY_MS = 1000;
/** A campus that has it answers within a second or two; one that has no connection gets it when it says hello. */
const AGAIN_AFTER_MS = 15_000;
/** Commands that no campus has answered; more are somebody's loop, not somebody's wish. */
const MOST_UNANSWERED = 2000;

export interface CountyCommandsOptions {
  /** The data folder, with the key. */
  readonly folder: string;
  readonly store: CountyStore;
  /** Hands bytes to a campus; that they arrive is not waited for. */
  readonly send: (campus: string, bytes: Uint8Array) => void;
  readonly clock: Clock;
  readonly log: Log;
}

interface Asking {
  readonly campus: string;
  readonly by: string;
  readonly expiresInMs: number;
}
export type CommandWish = Asking & Omit<AckWish, "kind" | "link">;
export type LinkWish = CommandWish & { readonly link: string };

export interface CountyCommands extends AsyncDisposable {
  /** What campuses pin as `county.commandKey`. */
  readonly publicKey: string;
  /** Resolves when it is on disk. Throws `slow-down`, `store-unavailable`. */
  acknowledge(wish: CommandWish): Promise<KeptCommand>;
  /** Acknowledges by a link that its campus announced; null: it was used already, and nothing is sent. Throws as above. */
  answer(wish: LinkWish): Promise<KeptCommand | null>;
  /** Has a post asked whether somebody is there. Throws as above. */
  spotCheck(wish: Asking & Omit<SpotCheckWish, "kind">): Promise<KeptCommand>;
  get(id: string): KeptCommand | null;
  /** Newest first. */
  of(campus: string, limit: number): readonly KeptCommand[];
  /** The campus is there again: what it has not answered goes out now. */
  heard(campus: string): void;
}

/** Reads or makes the key, and sends what is unanswered. Throws GatewayError `county-command-key`. */
export function openCountyCommands({ folder, store, send, clock, log }: CountyCommandsOptions): CountyCommands {
  const key = openCommandKey(folder);
  /** Monotonic, by id. */
  const sentAt = new Map<string, number>();
  let unanswered = store.unanswered(clock.now());
  let hasNew = false;
  let work: Promise<unknown> = Promise.resolve();

  const sendDue = (): void => {
    const now = clock.monotonic();
    for (const { id, campus, bytes } of unanswered) {
      if (now - (sentAt.get(id) ?? Number.NEGATIVE_INFINITY) < AGAIN_AFTER_MS) continue;
      send(campus, bytes);
      sentAt.set(id, now);
    }
  };
  const look = async (): Promise<void> => {
    if (unanswered.length === 0 && !hasNew) return;
    hasNew = false;
    await store.giveUp(clock.now());
    unanswered = store.unanswered(clock.now());
    const open = new Set(unanswered.map(({ id }) => id));
    for (const id of sentAt.keys()) if (!open.has(id)) sentAt.delete(id);
    sendDue();
  };
  const timer = clock.every(LOOK_EVERY_MS, () => {
    work = work
      .then(look)
      .catch((error: unknown) => log.warn({ reason: messageOf(error) }, "commands could not be looked after"));
  });

  const issue = async ({ campus, by, expiresInMs }: Asking, asked: CommandAsked): Promise<KeptCommand | null> => {
    if (unanswered.length >= MOST_UNANSWERED) throw tooMany();
    const issuedMs = clock.now();
    const id = `k-${randomBytes(10).toString("hex")}`;
    const command: CountyCommand = { campus, id, ...asked, by, issuedMs, expiresMs: issuedMs + expiresInMs };
    const bytes = commandBytes(command, key.sign);
    if (!(await store.issue({ command, bytes }))) return null;
    log.info({ command: id, campus, kind: asked.kind, by }, "command issued");
    unanswered = [...unanswered, { id, campus, bytes }];
    hasNew = true;
    sendDue();
    return store.command(id) ?? { ...command, state: "issued", startedMs: null, endedMs: null, code: null };
  };
  const issueAnew = async (asking: Asking, asked: CommandAsked): Promise<KeptCommand> => {
    const command = await issue(asking, asked);
    if (command === null) throw new Error("a command without a link was refused as a second one");
    return command;
  };

  return {
    publicKey: key.publicText,
    acknowledge: ({ alarm, occurrence, comment, ...asking }) =>
      issueAnew(asking, { kind: "alarm.ack", alarm, occurrence, comment, link: null }),
    answer: ({ alarm, occurrence, comment, link, ...asking }) =>
      issue(asking, { kind: "alarm.ack", alarm, occurrence, comment, link }),
    spotCheck: ({ post, ...asking }) => issueAnew(asking, { kind: "duty.spot-check", post }),
    get: (id) => store.command(id),
    of: (campus, limit) => store.commands(campus, limit),
    heard(campus) {
      const waiting = unanswered.filter((one) => one.campus === campus);
      for (const { id } of waiting) sentAt.delete(id);
      if (waiting.length > 0) sendDue();
    },
    [Symbol.asyncDispose]: async () => {
      timer[Symbol.dispose]();
      await work;
    },
  };
}

function tooMany(): GatewayError {
  return new GatewayError(
    "slow-down",
    `${MOST_UNANSWERED} commands are without an answer already`,
    "Wait until campuses have answered or the commands have expired.",
  );
}
