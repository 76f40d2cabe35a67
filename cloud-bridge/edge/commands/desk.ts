// Commands of the county on campus: believed only with its key, allowed only as campus.yaml says, journaled before they run, run at most once.
import { createHash, type KeyObject } from "node:crypto";
import type { Clock } from "#gateway/kit/clock.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import type { Log } from "#gateway/kit/log.ts";
import {
  type CountyRight,
  commandOf,
  isCommandId,
  isSignedBy,
  MAX_COMMAND_BYTES,
  publicKeyOf,
  readSigned,
} from "../../wire/command.ts";
import type { CountyCommandBook } from "./book.ts";
import {
  type CommandEntry,
  endEntry,
  isOpen,
  requestedEntry,
  startedEntry,
  strangeEntry,
  type Taken,
} from "./command.ts";
import { type WorkParts, workOf } from "./work.ts";

/** What is on its way at a time; more is sent again by the county. */
const MOST_WAITING = 50;
/** Each kind of what is not believed is told once, and no more than so many between two starts: whoever may publish could fill the journal. */
const MOST_STRANGE = 200;

export interface CommandDeskOptions extends Omit<WorkParts, "may"> {
  readonly campus: string;
  /** A projection of the journal that `append` writes to: it has an entry when `append` resolves. */
  readonly book: CountyCommandBook;
  readonly append: (entry: CommandEntry) => Promise<number>;
  /** `county.commandKey` and `county.may`. */
  readonly trust: () => { readonly commandKey: string | null; readonly may: readonly CountyRight[] };
  readonly clock: Clock;
  readonly log: Log;
}

export interface CommandDesk extends AsyncDisposable {
  /** Takes what came on `down/command`; never throws. */
  take(bytes: Uint8Array): void;
}

/** Opens the desk and goes on with what a stop left open. */
export function openCommandDesk(options: CommandDeskOptions): CommandDesk {
  const { campus, book, append, trust, clock, log } = options;
  const parts: WorkParts = { ...options, may: () => trust().may };
  const strange = new Set<string>();
  let waiting = 0;
  let stopping = false;
  let lane: Promise<void> = Promise.resolve();

  const refuseStrange = async (bytes: Uint8Array, id: unknown, code: string): Promise<void> => {
    const name = createHash("sha256").update(code).update(bytes).digest("base64url");
    if (strange.has(name) || strange.size >= MOST_STRANGE) return;
    strange.add(name);
    log.warn({ code }, "a command that is not from our county was refused");
    await append(strangeEntry(isCommandId(id) ? id : null, code));
  };

  const take = async (bytes: Uint8Array): Promise<void> => {
    const signed = readSigned(bytes);
    if (signed === null) return await refuseStrange(bytes.subarray(0, MAX_COMMAND_BYTES), null, "bad-command");
    const { claims } = signed;
    const key: KeyObject | null = publicKeyOf(trust().commandKey ?? "");
    if (key === null) return await refuseStrange(bytes, claims.id, "no-command-key");
    if (!isSignedBy(signed, key)) return await refuseStrange(bytes, claims.id, "bad-signature");
    if (claims.campus !== campus) return await refuseStrange(bytes, claims.id, "wrong-campus");
    const command = commandOf(claims);
    if (command === null) return await refuseStrange(bytes, claims.id, "bad-command");
    if (book.get(command.id) === null) {
      if (!book.hasRoom(clock.now())) return;
      await append(requestedEntry(command));
    }
    const taken = book.get(command.id);
    if (taken !== null && isOpen(taken)) await goOn(taken);
  };

  /** From wherever it stands to its end. */
  const goOn = async (command: Taken): Promise<void> => {
    const { id, kind } = command;
    const work = workOf(command, parts);
    const isStarted = command.state === "started";
    const after = isStarted ? work.afterStop() : "again";
    if (after !== "again") {
      await append(endEntry(command, after, after === "done" ? null : "gateway-restarted"));
      return;
    }
    if (!isStarted && clock.now() >= command.expiresMs) return void (await append(endEntry(command, "expired", null)));
    const refusal = await work.refusal();
    if (refusal !== null) return void (await append(endEntry(command, isStarted ? "failed" : "refused", refusal)));
    if (!isStarted) await append(startedEntry(command));
    const started = book.get(id) ?? command;
    try {
      await work.run();
      await append(endEntry(started, "done", null));
      log.info({ command: id, kind, by: command.by }, "a command of the county was run");
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      await append(endEntry(started, "failed", error.code));
    }
  };

  const queue = (work: () => Promise<void>): void => {
    if (waiting >= MOST_WAITING || stopping) return;
    waiting++;
    lane = lane
      .then(() => (stopping ? undefined : work()))
      // Without a store nothing is taken; the county sends it again, or the next start goes on.
      .catch((error: unknown) => log.warn({ reason: messageOf(error) }, "a command of the county was not taken"))
      .finally(() => {
        waiting--;
      });
  };

  for (const command of book.open()) queue(() => goOn(command));
  return {
    take: (bytes) => queue(() => take(bytes)),
    [Symbol.asyncDispose]: async () => {
      stopping = true;
      await lane;
    },
  };
}
