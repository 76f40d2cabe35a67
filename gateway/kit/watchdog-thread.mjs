// The thread that ends a process whose main thread no longer turns. Plain JavaScript and no imports of ours: it must run when nothing else does.
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";

const { beats, limitMs } = workerData;
/** Nobody ever notifies it: waiting on it is sleeping. */
const never = new Int32Array(new SharedArrayBuffer(4));
const LOOK_EVERY_MS = 250;
const STDERR = 2;

let seen = -1;
let since = performance.now();
let looked = since;
for (;;) {
  Atomics.wait(never, 0, 0, LOOK_EVERY_MS);
  const now = performance.now();
  const beat = Atomics.load(beats, 0);
  // A machine that slept, or a process that was stopped: this thread did not turn either.
  const slept = now - looked > 10 * LOOK_EVERY_MS;
  looked = now;
  if (beat !== seen || slept) {
    seen = beat;
    since = now;
  } else if (now - since > limitMs) {
    const stopped = { level: 60, time: new Date().toISOString(), blockedMs: Math.round(now - since) };
    writeSync(
      STDERR,
      `${JSON.stringify({ ...stopped, msg: "the main thread is blocked; the process ends so that it can be started afresh" })}\n`,
    );
    process.kill(process.pid, "SIGKILL");
  }
}
