// The gateway's time as this browser knows it: ages on screen are counted by one clock, whatever the PC's own clock says.
import { useSyncExternalStore } from "react";

let offsetMs = 0;

/** Takes the gateway's time from an answer that has just come. */
export function learnTime(gatewayTime: string): void {
  const at = Date.parse(gatewayTime);
  if (Number.isFinite(at)) offsetMs = at - Date.now();
}

/** The gateway's time now, epoch ms. */
export function gatewayNow(): number {
  return Date.now() + offsetMs;
}

const tellers = new Set<() => void>();
let second = 0;
let timer: ReturnType<typeof setInterval> | null = null;

function follow(tell: () => void): () => void {
  tellers.add(tell);
  timer ??= setInterval(() => {
    second = Math.floor(gatewayNow() / 1000);
    for (const each of tellers) each();
  }, 1000);
  return () => {
    tellers.delete(tell);
    if (tellers.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** The gateway's time in whole steps of so many seconds, epoch ms; the component is drawn again with each step. */
export function useNowEvery(seconds: number): number {
  const step = () => Math.floor((second === 0 ? gatewayNow() / 1000 : second) / seconds);
  return useSyncExternalStore(follow, step) * seconds * 1000;
}

/** The gateway's time in whole seconds, epoch ms; the component is drawn again every second. */
export function useNow(): number {
  return useSyncExternalStore(follow, () => (second === 0 ? Math.floor(gatewayNow() / 1000) : second)) * 1000;
}

/** What `words` says at the gateway's time; asked every second, but the component is drawn again only when the answer is another. */
export function useAtNow<Answer extends string | number | boolean>(words: (now: number) => Answer): Answer {
  return useSyncExternalStore(follow, () => words((second === 0 ? Math.floor(gatewayNow() / 1000) : second) * 1000));
}
