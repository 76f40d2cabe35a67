// Who is connected, by the county's own clock. Behind a foreign broker a campus counts as connected while it was heard within three hellos.
import type { LinkState } from "#gateway/contract/county.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import { messageOf } from "#gateway/kit/errors.ts";
import type { Log } from "#gateway/kit/log.ts";
import type { CountyStore } from "../store.ts";
import { COUNTY_ITSELF } from "./facts.ts";

export interface LinkFacts {
  /** `unknown`: never heard. */
  readonly state: LinkState;
  /** Since when it is so; null: not since this service began, or never. */
  readonly sinceMs: number | null;
  readonly seenMs: number | null;
  /** When the certificate that it showed last runs out. */
  readonly certificateUntilMs: number | null;
  /** False: it was connected when this service ended, so nobody knows when it went. */
  readonly seenGoing: boolean;
}

export interface Links extends AsyncDisposable {
  heard(campus: string): void;
  connected(campus: string, certificateUntilMs: number | null): void;
  disconnected(campus: string): void;
  of(campus: string): LinkFacts;
}

export interface LinksOptions {
  readonly store: CountyStore;
  /** False: connections are judged by when somebody was heard. */
  readonly knowsConnections: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** A campus says hello once a minute. */
const SILENT_MS = 3 * 60_000;
/** How often it is written down until when campuses were connected: what a kill may cost of the figure of availability. */
const WRITE_EVERY_MS = 30_000;
/** Who was heard so shortly before the end of the run before was connected then. */
const LAST_WORDS_MS = 2 * WRITE_EVERY_MS;

interface Link {
  up: boolean;
  /** Wall clock of the county. */
  sinceMs: number;
  seenMs: number;
  /** Monotonic. */
  heardAt: number;
  certificateUntilMs: number | null;
  seenGoing: boolean;
}

export function watchLinks({ store, knowsConnections, clock, log }: LinksOptions): Links {
  const links = new Map<string, Link>();
  const beganMs = clock.now();
  const ranUntilMs = store.runs().at(-1)?.toMs ?? Number.POSITIVE_INFINITY;
  for (const [campus, { seenMs }] of store.campuses(clock.now()))
    if (seenMs > 0)
      links.set(campus, {
        up: false,
        sinceMs: seenMs,
        seenMs,
        heardAt: Number.NEGATIVE_INFINITY,
        certificateUntilMs: null,
        seenGoing: seenMs < ranUntilMs - LAST_WORDS_MS,
      });

  const of = (campus: string): Link => {
    const now = clock.now();
    const link = links.get(campus) ?? {
      up: false,
      sinceMs: now,
      seenMs: now,
      heardAt: 0,
      certificateUntilMs: null,
      seenGoing: true,
    };
    links.set(campus, link);
    return link;
  };
  const turn = (link: Link, up: boolean): void => {
    if (link.up === up) return;
    link.up = up;
    link.seenGoing = true;
    link.sinceMs = clock.now();
  };
  const heard = (campus: string): void => {
    const link = of(campus);
    link.seenMs = clock.now();
    link.heardAt = clock.monotonic();
    if (!knowsConnections()) turn(link, true);
  };
  const look = (): void => {
    if (knowsConnections()) return;
    for (const link of links.values()) if (clock.monotonic() - link.heardAt > SILENT_MS) turn(link, false);
  };
  const write = async (campuses: Iterable<readonly [string, Link]>): Promise<void> => {
    const spans = [...campuses].flatMap(([campus, { up, sinceMs }]) =>
      up ? [{ campus, fromMs: sinceMs, toMs: Math.max(sinceMs, clock.now()) }] : [],
    );
    await store.seen(spans);
  };
  const writeSoon = (campuses: Iterable<readonly [string, Link]>): void => {
    write(campuses).catch((error: unknown) => log.warn({ reason: messageOf(error) }, "connections could not be noted"));
  };
  const noteRun = () => store.seen([{ campus: COUNTY_ITSELF, fromMs: beganMs, toMs: Math.max(beganMs, clock.now()) }]);
  const timer = clock.every(WRITE_EVERY_MS, () => {
    look();
    writeSoon(links);
    noteRun().catch((error: unknown) => log.warn({ reason: messageOf(error) }, "this run could not be noted"));
  });
  return {
    heard,
    connected(campus, certificateUntilMs) {
      heard(campus);
      const link = of(campus);
      link.certificateUntilMs = certificateUntilMs;
      turn(link, true);
    },
    disconnected(campus) {
      const link = of(campus);
      writeSoon([[campus, { ...link }]]);
      turn(link, false);
    },
    of(campus) {
      look();
      const link = links.get(campus);
      if (link === undefined)
        return { state: "unknown", sinceMs: null, seenMs: null, certificateUntilMs: null, seenGoing: true };
      const { up, sinceMs, seenMs, certificateUntilMs, seenGoing } = link;
      return { state: up ? "up" : "down", sinceMs, seenMs, certificateUntilMs, seenGoing };
    },
    [Symbol.asyncDispose]: async () => {
      timer[Symbol.dispose]();
      await write(links);
      await noteRun();
    },
  };
}
