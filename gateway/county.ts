// The county link in the gateway: what it follows, what it says to the journal, and where its files are.
import { resolve } from "node:path";
import type { CountyCommandBook } from "#bridge/edge/commands/book.ts";
import { COUNTY_ACCOUNT } from "#bridge/edge/commands/command.ts";
import { openCommandDesk } from "#bridge/edge/commands/desk.ts";
import type { CommandDuty, CommandLinks, LinkAnswer } from "#bridge/edge/commands/work.ts";
import { type CountyLink, type CountySettings, openCountyLink } from "#bridge/edge/open.ts";
import type { SummarySource } from "#bridge/edge/summaries.ts";
import type { Alarms } from "./alarms/port.ts";
import type { CountyConfig } from "./config/campus.ts";
import type { ConfigStore } from "./config/store.ts";
import { runConsumer } from "./consumers/loop.ts";
import { tellPlannedOff } from "./county-planned.ts";
import type { Journal } from "./journal/journal.ts";
import { entryOf, type Fresh, happening } from "./journal/record.ts";
import type { Accounts } from "./kit/accounts/accounts.ts";
import type { Clock } from "./kit/clock.ts";
import { type GatewayError, messageOf } from "./kit/errors.ts";
import type { Log } from "./kit/log.ts";
import { VERSION } from "./kit/version.ts";
import type { WriterThread } from "./kit/writer-thread.ts";

export interface CountyParts {
  readonly folder: string;
  readonly config: Pick<ConfigStore, "current" | "folder" | "onApplied">;
  readonly journal: Journal;
  readonly accounts: Accounts;
  readonly alarms: Alarms;
  /** A projection of `journal`. */
  readonly commands: CountyCommandBook;
  readonly summaries: SummarySource | null;
  /** Who answers for links that acknowledge; absent: the county may not bring any. */
  readonly links?: CommandLinks;
  /** Who asks a post whether somebody is there; absent: nobody. */
  readonly duty?: CommandDuty;
  /** Takes an answer by a link; absent: it acknowledges and does no more. */
  readonly answered?: (answer: LinkAnswer) => Promise<void>;
  readonly thread: WriterThread;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFailed: (error: GatewayError) => void;
}

/** Opens the link and keeps it as the configuration says. */
export async function openCounty(parts: CountyParts): Promise<CountyLink> {
  const { folder, config, journal, accounts, summaries, thread, clock, log, onFailed } = parts;
  const { id, timezone } = config.current.campus;
  const desk = openCommandDesk({
    campus: id,
    book: parts.commands,
    append: ({ type, cause, body }) => journal.append(happening("command", type, clock.now(), body, { cause })),
    alarms: parts.alarms,
    links: parts.links ?? null,
    duty: parts.duty ?? null,
    answered:
      parts.answered ??
      (async ({ person, alarm, occurrence, comment }) => {
        await parts.alarms.acknowledge(person, alarm, { occurrence, comment });
      }),
    trust: () => config.current.county ?? { commandKey: null, may: [] },
    clock,
    log,
  });
  const link = await openCountyLink<Fresh>(settingsOf(config.current.county, config.folder), {
    folder,
    campus: { id, timezone },
    version: VERSION,
    epoch: journal.epoch,
    entryOf: (record) => entryOf(journal.epoch, record),
    roleOf: (account) =>
      account.startsWith(COUNTY_ACCOUNT)
        ? "county"
        : (accounts.accounts().find((one) => one.id === account)?.roles[0] ?? null),
    follow: (consumer, from) => runConsumer(consumer, { journal, from, clock, log }),
    tellLoss: async ({ type, key, body }) => {
      await journal.append(happening("loss", type, clock.now(), body, { key }));
    },
    summaries,
    head: () => journal.head,
    takeCommand: (bytes) => desk.take(bytes),
    thread,
    clock,
    log,
    onFailed,
  });
  const planned = tellPlannedOff({
    quiet: parts.alarms.desk.quiet,
    timezone,
    append: (record) => journal.append(record),
    clock,
    failed: (error) => log.warn({ reason: messageOf(error) }, "planned power-offs were not told to the county"),
  });
  const applied = config.onApplied((next) => link.apply(settingsOf(next.county, config.folder)));
  return {
    get state() {
      return link.state;
    },
    get trouble() {
      return link.trouble;
    },
    frames: () => link.frames(),
    lag: () => link.lag(),
    progress: () => link.progress(),
    apply: (settings) => link.apply(settings),
    [Symbol.asyncDispose]: async () => {
      applied[Symbol.dispose]();
      planned[Symbol.dispose]();
      await link[Symbol.asyncDispose]();
      await desk[Symbol.asyncDispose]();
    },
  };
}

/** The settings with whole file names. */
function settingsOf(county: CountyConfig | null, folder: string): CountySettings | null {
  if (county === null) return null;
  const whole = (file: string | null) => (file === null ? null : resolve(folder, file));
  // Whose commands are believed is asked with each of them; the connection need not change for it.
  const { certificateFile, keyFile, caFile, secretFile, commandKey: _key, may: _may, ...rest } = county;
  return {
    ...rest,
    certificateFile: whole(certificateFile),
    keyFile: whole(keyFile),
    caFile: whole(caFile),
    secretFile: whole(secretFile),
  };
}
