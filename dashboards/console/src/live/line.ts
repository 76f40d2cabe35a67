// The state of the event stream, for everybody who shows it; and one connection of it, given up when it has gone silent.
import { type Position, readStream, type StreamMessage } from "./stream.ts";

/** `broken`: nothing came for 5 s, or the connection ended; what is on screen is then shown as stale. */
export type Line =
  | { readonly state: "connecting" | "live" }
  | {
      readonly state: "broken";
      readonly since: number;
      /** The gateway said that it ends; it will be back when it has started again. */
      readonly stopping?: boolean;
    };

const SILENT_MS = 5000;
const AGAIN_MS = [500, 1000, 2000, 4000];

let line: Line = { state: "connecting" };
const lineTellers = new Set<() => void>();

export const currentLine = (): Line => line;

export function followLine(tell: () => void): () => void {
  lineTellers.add(tell);
  return () => lineTellers.delete(tell);
}

export function setLine(next: Line): void {
  if (next.state === line.state) return;
  line = next;
  for (const tell of lineTellers) tell();
}

export interface LineHandlers {
  /** The line is open and the server answered. */
  readonly opened: () => void;
  readonly message: (message: StreamMessage) => void;
}

/** Reads one connection; it is given up when nothing, not even a beat, came for 5 s. */
export async function readLine(
  url: string,
  position: Position,
  { opened, message }: LineHandlers,
  signal: AbortSignal,
): Promise<void> {
  const ending = new AbortController();
  const end = () => ending.abort();
  signal.addEventListener("abort", end);
  let timer = setTimeout(end, SILENT_MS);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(end, SILENT_MS);
    setLine({ state: "live" });
  };
  try {
    await readStream(url, position, { opened, alive, message }, ending.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

/** Waits before the next try, the longer the more there were. */
export function beforeAgain(tries: number, signal: AbortSignal): Promise<void> {
  const ms = AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)] ?? 4000;
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", end, { once: true });
  });
}
