// How long things take on a serial line, pure (Modbus over Serial Line v1.02, §2.5.1.1).
import type { Target } from "./connection.ts";

/** Start, eight of data, parity or a second stop bit, stop. */
const BITS_PER_BYTE = 11;
const SILENT_BYTES = 3.5;
/** Above this rate the silence between frames is a fixed 1.75 ms. */
const FAST_BAUD = 19_200;
const FAST_SILENCE_MS = 1.75;
/** Timers are no finer, and what is behind a USB adapter needs some time to turn its driver around. */
const LEAST_SILENCE_MS = 4;
/** A serial server keeps to the silence of its line by itself; so long it takes to be sure of its end. */
const SERVER_SILENCE_MS = 10;

export interface LineTiming {
  /** Silence between an answer and the next request. */
  readonly silenceMs: number;
  /** Of one byte; 0 where the line is not ours. */
  readonly byteMs: number;
}

export function timingOf(target: Target, turnaroundMs: number | null): LineTiming {
  if (target.kind !== "serial") return { silenceMs: turnaroundMs ?? SERVER_SILENCE_MS, byteMs: 0 };
  const byteMs = (BITS_PER_BYTE * 1000) / target.baud;
  const silence = target.baud > FAST_BAUD ? FAST_SILENCE_MS : SILENT_BYTES * byteMs;
  return { silenceMs: Math.max(silence, turnaroundMs ?? LEAST_SILENCE_MS), byteMs };
}
