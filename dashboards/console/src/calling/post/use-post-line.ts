// The line of a post's screen: tells the gateway that it is there and whether it can be heard, and takes what it is to announce.
import { useEffect, useState } from "react";
import type { PostCalls, PostSound } from "#gateway/contract/duty.ts";
import { askForDuty } from "../../api/duty.ts";
import { ApiProblem, call } from "../../api/http.ts";
import { useSession } from "../../session/session.tsx";
import { type SoundState, soundState } from "../sound.ts";
import { keepPost } from "./kept.ts";

/** The gateway counts a screen as gone after three of them. */
const PRESENCE_MS = 15_000;
const AGAIN_MS = 2000;
/** What this page does by itself keeps no session alive. */
const BY_ITSELF = { "x-unattended": "yes" } as const;

export interface PostLine {
  /** Null: nothing was heard yet. */
  readonly calls: PostCalls | null;
  readonly isBroken: boolean;
}

/** How the gateway calls what this browser's sound is. */
export function postSound(state: SoundState): PostSound {
  return state === "off" ? "silent" : state;
}

export function addressOf(post: string): string {
  return `/duty/posts/${encodeURIComponent(post)}`;
}

/** Follows the post while it is shown; a post that is no more is forgotten. */
export function usePostLine(post: string, sound: SoundState): PostLine {
  const { ended } = useSession();
  const [line, setLine] = useState<PostLine>({ calls: null, isBroken: false });
  useEffect(() => {
    if (ended) return;
    const stopping = new AbortController();
    void follow(post, setLine, stopping.signal);
    return () => stopping.abort();
  }, [post, ended]);
  useEffect(() => {
    if (ended) return;
    const tell = () => tellPresence(post, postSound(sound));
    // Whoever looks at the roster on this page sees the change.
    void tell().then(askForDuty);
    const timer = setInterval(() => void tell(), PRESENCE_MS);
    return () => clearInterval(timer);
  }, [post, sound, ended]);
  return line;
}

async function follow(post: string, tell: (line: PostLine) => void, signal: AbortSignal): Promise<void> {
  let calls: PostCalls | null = null;
  while (!signal.aborted) {
    try {
      const after: string = calls === null ? "" : `?after=${encodeURIComponent(calls.next)}`;
      const options = { signal, headers: BY_ITSELF };
      calls = await call<PostCalls>("GET", `${addressOf(post)}/announcements${after}`, options);
      tell({ calls, isBroken: false });
      // A browser lets the timers of a page that nobody looks at wait; answers come in time.
      await tellPresence(post, postSound(soundState()));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      if (error.code === "not-found") return keepPost(null);
      tell({ calls, isBroken: true });
      await pause(AGAIN_MS, signal);
    }
  }
}

/** What was not told is told with the next. */
async function tellPresence(post: string, sound: PostSound): Promise<void> {
  try {
    await call("POST", `${addressOf(post)}/presence`, { body: { sound }, headers: BY_ITSELF });
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
