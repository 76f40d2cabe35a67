// How alarms reach people, in the gateway: who is on duty, the roads to them, what was told and answered, the county's part in it, and what is said
// of an alarm afterwards.
import type { CountyLink } from "#bridge/edge/open.ts";
import { openAfterwards } from "./afterwards/open.ts";
import type { AfterwardsParts } from "./afterwards/parts.ts";
import type { Afterwards } from "./afterwards/port.ts";
import type { ConfigStore } from "./config/store.ts";
import { runConsumer } from "./consumers/loop.ts";
import { parseTime } from "./contract/time.ts";
import { type CountyParts, openCounty } from "./county.ts";
import { type Duty, openDuty } from "./duty/open.ts";
import { openLinks } from "./links/open.ts";
import { heldModem } from "./modem/held.ts";
import { countyRoad } from "./notify/county-road.ts";
import { openNotify } from "./notify/open.ts";
import type { Notify } from "./notify/port.ts";

export interface PeopleParts extends Omit<CountyParts, "links" | "duty" | "answered"> {
  readonly config: ConfigStore;
  readonly history: AfterwardsParts["history"];
  readonly tickets: AfterwardsParts["tickets"];
}

export interface People extends AsyncDisposable {
  readonly duty: Duty;
  readonly notify: Notify;
  readonly afterwards: Afterwards;
  readonly county: CountyLink;
}

/** Opens all of it in order of need. */
export async function openPeople(parts: PeopleParts): Promise<People> {
  const { folder, config, journal, accounts, alarms, thread, clock, log, onFailed, history, tickets } = parts;
  await using stack = new AsyncDisposableStack();
  const duty = stack.use(await openDuty({ accounts, journal, config, alarms, clock, log }));
  const links = stack.use(await openLinks({ accounts, journal, config, alarms, folder, clock, log }));

  // A sheet that is due while things are being opened waits for who makes it.
  const summing = Promise.withResolvers<Afterwards | null>();
  // A message that comes in while things are being opened waits for who understands it.
  const opened = Promise.withResolvers<Notify>();
  let notify: Notify | null = null;
  let county: CountyLink | null = null;
  const modem = stack.use(
    heldModem({
      configFolder: config.folder,
      folder,
      clock,
      log,
      onSms: async ({ from, text, at, key }) => (await opened.promise).smsReply(from, text, { at, key }),
    }),
  );
  const escalation = countyRoad({
    journal,
    isConnected: () => county?.state === "answered",
    stepOf: (delivery) => notify?.stepOf(delivery) ?? 0,
    clock,
  });
  notify = stack.use(
    await openNotify({
      folder,
      thread,
      journal,
      config,
      alarms,
      onCall: duty,
      roads: async (settings) => {
        const { openRoads } = await import("./notify/roads/open.ts");
        return openRoads({
          settings,
          folder: config.folder,
          clock,
          log,
          modem: await modem.of(settings.modem),
          postRoad: duty.road,
          countyRoad: escalation,
          handed: (road, person, sinceMs) => notify?.handed(road, person, sinceMs) ?? { all: 0, person: 0 },
        });
      },
      ground: { close: async () => void (await modem.of(null)), works: () => modem.works() },
      makeLink: (wish) => links.make(wish),
      sheetText: async (wish) => (await (await summing.promise)?.sheetText(wish)) ?? null,
      audit: (record) => accounts.audit(record),
      follow: (consumer, from) => runConsumer(consumer, { journal, from, clock, log }),
      clock,
      log,
      onFailed,
    }),
  );
  const told = notify;
  stack.defer(() => summing.resolve(null));
  opened.resolve(told);
  county = stack.use(await openCounty({ ...parts, links, duty, answered: (answer) => told.answered(answer) }));
  const ledger = {
    deliveriesOf: async (alarm: string, occurrence: number) => told.deliveriesOf(alarm, occurrence),
    roads: async (fromMs: number, toMs: number) => told.records(fromMs, toMs),
  };
  const afterwards = stack.use(
    await openAfterwards({
      folder,
      accounts,
      journal,
      config,
      alarms,
      history,
      tickets,
      ledger,
      duty,
      // The first line of the audit is of the first minute of an installation.
      recordsSince: () => parseTime(accounts.auditLines(0, 1)[0]?.at),
      clock,
      log,
    }),
  );
  summing.resolve(afterwards);
  const all = stack.move();
  return { duty, notify: told, afterwards, county, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
