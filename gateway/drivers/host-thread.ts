// The thread that runs the drivers: a thin shell around engine.ts. Started by thread.ts, never imported. Whatever a driver throws where
// nobody catches it ends this thread, and it is started afresh.
import { parentPort, workerData } from "node:worker_threads";
import type { Driver, DriverLog, DriverRegistry } from "../contract/driver.ts";
import { systemClock } from "../kit/clock.ts";
import { Engine } from "./engine.ts";
import type { FromThread, ThreadSettings, ToThread } from "./protocol.ts";

const { registry, beats, beatEveryMs }: ThreadSettings = workerData;
const { drivers }: { drivers: DriverRegistry } = await import(registry);
const loaded = new Map<string, Promise<Driver>>();

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}

function driver(name: string): Promise<Driver> {
  const entry = Object.hasOwn(drivers, name) ? drivers[name] : undefined;
  if (entry === undefined) return Promise.reject(new Error(`there is no driver ${name}`));
  const known = loaded.get(name) ?? entry.driver();
  loaded.set(name, known);
  return known;
}

const log: DriverLog = {
  debug: (detail, text) => tell({ is: "log", level: "debug", detail, text }),
  info: (detail, text) => tell({ is: "log", level: "info", detail, text }),
  warn: (detail, text) => tell({ is: "log", level: "warn", detail, text }),
};

const engine = new Engine({
  driver,
  context: { clock: systemClock, log },
  clock: systemClock,
  random: Math.random,
  tell,
});
// The first sign at once: a driver that hangs right away is noticed as soon as any other.
Atomics.add(beats, 0, 1);
const beating = systemClock.every(beatEveryMs, () => Atomics.add(beats, 0, 1));

async function take(message: ToThread): Promise<void> {
  switch (message.do) {
    case "apply":
      await engine.apply(message.devices);
      return tell({ is: "applied", n: message.n });
    case "stored":
      return engine.stored(message.device, message.n);
    case "command":
      return engine.command(message.command);
    case "begun":
      return engine.begun(message.id, message.go);
    case "try":
      return tell({ is: "tried", id: message.id, outcome: await engine.tryDevice(message.spec) });
    case "close":
      await engine[Symbol.asyncDispose]();
      beating[Symbol.dispose]();
      return parentPort?.close();
  }
}

parentPort?.on("message", (message: ToThread) => {
  take(message).catch((error: unknown) => {
    // Out of the promise, so that it ends the thread like anything else that nobody catches.
    systemClock.soon(() => {
      throw error;
    });
  });
});
