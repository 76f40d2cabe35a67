// A campus within the test's own process that makes links and takes the county's commands: real journal, alarms, accounts, links and county link.
import { join } from "node:path";
import { CountyCommandBook } from "#bridge/edge/commands/book.ts";
import type { CommandDuty } from "#bridge/edge/commands/work.ts";
import type { CountyLink } from "#bridge/edge/open.ts";
import { openAlarms } from "#gateway/alarms/open.ts";
import type { Alarms } from "#gateway/alarms/port.ts";
import type { CampusConfig, CountyConfig } from "#gateway/config/campus.ts";
import { runConsumer } from "#gateway/consumers/loop.ts";
import type { Alarm, Severity } from "#gateway/contract/alarms.ts";
import { openCounty } from "#gateway/county.ts";
import type { Journal } from "#gateway/journal/journal.ts";
import { happening } from "#gateway/journal/record.ts";
import { openTestJournal, readAll } from "#gateway/journal/testing.ts";
import type { Accounts } from "#gateway/kit/accounts/accounts.ts";
import { openAccounts } from "#gateway/kit/accounts/open.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { startWriterThread } from "#gateway/kit/writer-thread.ts";
import { type Links, openLinks } from "#gateway/links/open.ts";
import { campusConfig } from "./campus-config.ts";
import type { County } from "./county.ts";
import { tempFolder } from "./temp.ts";

export const CAMPUS = "no3-middle";
/** The person whose links the tests make. */
export const PERSON = "p-0123456789";

export interface AnsweringCampus extends AsyncDisposable {
  readonly folder: string;
  readonly journal: Journal;
  readonly alarms: Alarms;
  readonly accounts: Accounts;
  readonly links: Links;
  readonly county: CountyLink;
  /** What it logged, line by line. */
  readonly logLines: readonly string[];
  /** What campus.yaml says and may come to say. */
  readonly settings: {
    may: CountyConfig["may"];
    notify: { readonly link: { readonly url: string; readonly forMs: number } | null };
  };
  /** Takes the line to the county away, or gives it back. */
  connect(on: boolean): Promise<void>;
  /** An alarm of the gateway itself, active from now. */
  raise(id: string, severity?: Severity): Promise<Alarm>;
  /** An entry of its own, as other parts make them. */
  tell(type: string, body: Readonly<Record<string, unknown>>): Promise<number>;
  /** Bodies of its events of a type. */
  told(type: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export interface AnsweringOptions {
  readonly may?: CountyConfig["may"];
  readonly commandKey: string;
  readonly duty?: CommandDuty;
  readonly linkForMs?: number;
}

/** Opens it, connected to the county; `await using` closes it and removes its folder. */
export async function startAnsweringCampus(county: County, options: AnsweringOptions): Promise<AnsweringCampus> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(tempFolder("answering-campus")).path;
  const logLines: string[] = [];
  const log = createLog("debug", { write: (line) => void logLines.push(line) });
  const fail = (error: Error): never => {
    throw error;
  };
  const settings: AnsweringCampus["settings"] = {
    may: options.may ?? [],
    notify: { link: { url: county.run.http ?? "", forMs: options.linkForMs ?? 3_600_000 } },
  };
  const base = campusConfig([]);
  const link: CountyConfig = {
    url: county.run.mqtt ?? "", certificateFile: null, keyFile: null, caFile: null, username: CAMPUS, secretFile: county.campus(CAMPUS).secretFile,
    summaryEveryMs: 60_000, limits: [], commandKey: options.commandKey, may: [],
  }; // biome-ignore format: one line for what is the same everywhere
  let connected = true;
  const configOf = (): CampusConfig => ({
    ...base,
    campus: { ...base.campus, id: CAMPUS },
    county: { ...link, may: settings.may },
    notify: {
      night: { fromMinute: 0, toMinute: 0 },
      roads: [],
      plans: [],
      proof: null,
      sheet: null,
      modem: null,
      language: "zh-CN",
      ...settings.notify,
    },
  });
  const config = {
    get current() {
      return configOf();
    },
    folder,
    onApplied: () => ({ [Symbol.dispose]: () => undefined }),
  };
  const commands = new CountyCommandBook();
  const thread = stack.use(startWriterThread());
  const journal = stack.use(await openTestJournal(folder, { projections: [commands] }));
  const accounts = stack.use(
    await openAccounts({ file: join(folder, "campus.db"), clock, log, onAudit: () => undefined, onFailed: fail }),
  );
  const alarms = stack.use(
    await openAlarms({
      file: join(folder, "state.db"),
      journal,
      config: config.current,
      profiles: new Map(),
      latest: { list: () => [] },
      online: () => new Set(),
      past: {
        file: join(folder, "journal.db"),
        source: new URL("../../gateway/journal/point-reader.ts", import.meta.url),
      },
      clock,
      log,
      onFailed: fail,
    }),
  );
  stack.use(runConsumer(alarms, { journal, from: alarms.from, clock, log }));
  const links = stack.use(await openLinks({ accounts, journal, config, alarms, folder, clock, log }));
  const parts = { folder, config, journal, accounts, alarms, commands, summaries: null, links, thread, clock, log };
  const duty = options.duty === undefined ? {} : { duty: options.duty };
  const countyLink = stack.use(await openCounty({ ...parts, ...duty, onFailed: fail }));
  const opened = stack.move();
  return {
    folder,
    journal,
    alarms,
    accounts,
    links,
    county: countyLink,
    logLines,
    settings,
    async connect(on) {
      if (on === connected) return;
      connected = on;
      const { commandKey: _key, may: _may, ...line } = link;
      await countyLink.apply(on ? line : null);
    },
    async raise(id, severity = "critical") {
      await alarms.own({ id, severity, text: { "zh-CN": "市电中断", en: "Mains power is off" } }, true);
      const alarm = alarms.get(id);
      if (alarm === null) throw new Error(`${id} was not raised`);
      return alarm;
    },
    tell: (type, body) => journal.append(happening("event", type, clock.now(), body)),
    told: async (type) =>
      (await readAll(journal)).flatMap((one) => (one.kind === "event" && one.type === type ? [one.body] : [])),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
