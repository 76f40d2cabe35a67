// Tells open pages that something changed, so that they ask again: alarms and connections at once, everything else now and then. It says
// no more than that, so nobody can hear of a campus that is not theirs.
import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Accounts } from "#gateway/kit/accounts/accounts.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import { principalOf } from "#gateway/kit/http/access.ts";
import { Problem } from "#gateway/kit/http/problem.ts";

/** `alarms`: alarms or connections. `figures`: anything else that campuses told. */
export type Change = "alarms" | "figures";

export interface ChangeStream extends AsyncDisposable {
  readonly size: number;
  changed(what: Change): void;
}

export interface StreamParts {
  readonly accounts: Accounts;
  readonly clock: Clock;
}

/** Changes that come together are told once. */
const TOGETHER_MS: Readonly<Record<Change, number>> = { alarms: 150, figures: 5000 };
const BEAT_MS = 2000;
const BEAT = ": beat\n\n";
const IN_TOTAL = 200;
const RETRY_AFTER_S = 10;
/** A page that reads nothing for so many beats is gone. */
const MUTE_BEATS = 15;

interface Hearer {
  readonly response: ServerResponse;
  readonly credential: string;
  mute: number;
}

/** GET /stream: events `changed {"what"}` and `end {"code"}`, a comment every two seconds. */
export function streamRoutes(app: FastifyInstance, { accounts, clock }: StreamParts): ChangeStream {
  const hearers = new Set<Hearer>();
  const waiting = new Map<Change, Disposable>();
  const say = (hearer: Hearer, text: string): void => {
    if (!hearer.response.writableNeedDrain) {
      hearer.mute = 0;
      hearer.response.write(text);
    } else if (++hearer.mute > MUTE_BEATS) hearer.response.destroy();
  };
  const end = (hearer: Hearer, code: "signed-out" | "stopping"): void => {
    hearers.delete(hearer);
    hearer.response.end(eventText("end", { code }));
  };
  const beats = clock.every(BEAT_MS, () => {
    for (const hearer of hearers) say(hearer, BEAT);
  });
  const endings = accounts.onEnded((credential) => {
    for (const hearer of [...hearers]) if (hearer.credential === credential) end(hearer, "signed-out");
  });

  app.get("/stream", { config: { access: "status.read" }, exposeHeadRoute: false }, async (request, reply) => {
    if (hearers.size >= IN_TOTAL) throw new Problem("slow-down", { headers: { "retry-after": String(RETRY_AFTER_S) } });
    const { credential } = principalOf(request);
    reply.hijack();
    const { raw } = reply;
    const hearer: Hearer = { response: raw, credential, mute: 0 };
    raw.on("close", () => hearers.delete(hearer));
    raw.on("error", () => hearers.delete(hearer));
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      connection: "close",
      "x-accel-buffering": "no",
    });
    hearers.add(hearer);
    // Whatever changed between the page's last answer and now.
    say(hearer, eventText("changed", { what: "alarms" }));
    return reply;
  });

  return {
    get size() {
      return hearers.size;
    },
    changed(what) {
      if (hearers.size === 0 || waiting.has(what)) return;
      const timer = clock.after(TOGETHER_MS[what], () => {
        waiting.delete(what);
        for (const hearer of hearers) say(hearer, eventText("changed", { what }));
      });
      waiting.set(what, timer);
    },
    [Symbol.asyncDispose]: async () => {
      beats[Symbol.dispose]();
      endings[Symbol.dispose]();
      for (const timer of waiting.values()) timer[Symbol.dispose]();
      for (const hearer of [...hearers]) end(hearer, "stopping");
    },
  };
}

function eventText(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
