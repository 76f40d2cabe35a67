// What a simulated device does with commands: readers open their door, everything else says that it cannot. Each command once.
import { parseDuration } from "#gateway/contract/time.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import type { MqttSpec } from "../campus-data.ts";
import type { Happening } from "../day/happenings.ts";

/** How many ids of commands a device remembers, so that none runs twice. */
const REMEMBERED = 64;
const OPEN_FOR_MS = 3000;
const OPENING: ReadonlySet<string> = new Set(["open", "unlock", "hold-open"]);

interface Command {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly expiresAt: string;
}

export interface Obedience {
  readonly spec: MqttSpec;
  readonly clock: Clock;
  readonly send: (topic: "result", body: object) => void;
  readonly tell: (type: string, data: Happening["data"]) => void;
}

/** Takes payloads of the device's command topic. */
export function obey({ spec, clock, send, tell }: Obedience): (payload: string) => void {
  const done: string[] = [];
  return (payload) => {
    const command = commandOf(payload);
    if (command === null || done.includes(command.id)) return;
    done.push(command.id);
    if (done.length > REMEMBERED) done.shift();
    const result = (ok: boolean, code: string | null, data: object = {}) =>
      send("result", { id: command.id, ts: clock.now(), ok, code, detail: null, data });
    if (spec.profile !== "native-reader" || !OPENING.has(command.name)) return result(false, "not-supported");
    if (Date.parse(command.expiresAt) < clock.now()) return result(false, "expired");
    const asked = typeof command.args.for === "string" ? parseDuration(command.args.for) : null;
    const openMs = asked ?? OPEN_FOR_MS;
    tell("door.opened", { door: spec.id, by: "command" });
    clock.after(openMs, () => tell("door.closed", { door: spec.id }));
    result(true, null, { openMs });
  };
}

/** The command in a payload; null if it is none. */
function commandOf(payload: string): Command | null {
  const parsed: unknown = JSON.parse(payload);
  if (typeof parsed !== "object" || parsed === null) return null;
  const { id, name, args = {}, expiresAt } = parsed as Partial<Record<keyof Command, unknown>>;
  if (typeof id !== "string" || typeof name !== "string" || typeof expiresAt !== "string") return null;
  return { id, name, args: typeof args === "object" && args !== null ? { ...args } : {}, expiresAt };
}
