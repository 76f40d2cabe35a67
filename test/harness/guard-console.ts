// The console of a post as the gateway knows it: signed on, present, and hearing what it is to say. It lives through restarts of the gateway.
import type { Announcement } from "#gateway/contract/duty.ts";
import { ADMIN_PASSWORD } from "./gateway.ts";
import { HttpClient } from "./http.ts";

const PRESENT_EVERY_MS = 5000;
const AGAIN_AFTER_MS = 200;

export interface Heard {
  readonly alarm: string | null;
  readonly text: string;
  /** `performance.now()` */
  readonly at: number;
}

export interface GuardConsole extends AsyncDisposable {
  /** Each announcement once, in order. */
  readonly heard: readonly Heard[];
}

/** Opens it; `base` tells where the gateway is now. Whoever is to be on duty has signed on already. */
export function openGuardConsole(base: () => string, post: string): GuardConsole {
  const heard: Heard[] = [];
  const known = new Set<string>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const unattended = { "x-unattended": "1" };

  async function listen(): Promise<void> {
    const client = new HttpClient(base());
    if ((await client.signIn("admin", ADMIN_PASSWORD)).status !== 200) return;
    let after = "";
    let presentAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      if (performance.now() - presentAt > PRESENT_EVERY_MS) {
        await client.post(`duty/posts/${post}/presence`, { sound: "on" }, { headers: unattended, signal });
        presentAt = performance.now();
      }
      const answer = await client.get(`duty/posts/${post}/announcements${after}`, { headers: unattended, signal });
      if (answer.status !== 200) return;
      const { next, announcements } = answer.json<{ next: string; announcements: readonly Announcement[] }>();
      after = `?after=${encodeURIComponent(next)}`;
      for (const announcement of announcements) await say(client, announcement);
    }
  }

  async function say(client: HttpClient, { n, alarm, text, at }: Announcement): Promise<void> {
    const key = `${n} ${at}`;
    if (known.has(key)) return;
    known.add(key);
    heard.push({ alarm: alarm?.id ?? null, text: text["zh-CN"] ?? "", at: performance.now() });
    const path = `duty/posts/${post}/announcements/${n}/heard`;
    await client.post(path, { sound: "on", spoken: true }, { headers: unattended, signal });
  }

  const listening = (async () => {
    while (!signal.aborted) {
      // A gateway that is gone for a while is asked again.
      await listen().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    }
  })();
  return {
    heard,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await listening;
    },
  };
}
