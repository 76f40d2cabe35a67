// What the host gets for one upsd: polls of the UPSes that it tells of, over one connection.
import {
  type DriverContext,
  type DriverDevice,
  type DriverLink,
  LinkError,
  type Poll,
} from "../../gateway/contract/driver.ts";
import type { Reason } from "../../gateway/contract/entry.ts";
import { openUpsd, type UpsdClient } from "./client.ts";
import { type Connection, connectionOf } from "./connection.ts";
import { type Point, pointsOf } from "./definition.ts";
import { badSamples, samplesOf } from "./map.ts";
import { answerOf } from "./protocol.ts";

/** What upsd's codes (RFC 9271 §5) mean for a UPS's values, in words with a remedy. */
const ERRORS: Readonly<Record<string, readonly [Reason, string]>> = {
  "DATA-STALE": ["timeout", "its driver has not heard from the UPS: look at the cable between them"],
  "DRIVER-NOT-CONNECTED": ["timeout", "its driver does not run: start it (upsdrvctl start) and look at its log"],
  "UNKNOWN-UPS": ["exception", "upsd has no UPS of this name: `upsc -l HOST` lists them; correct connection.ups"],
  "ACCESS-DENIED": ["exception", "upsd does not let this machine in: allow it in upsd.conf (LISTEN, tcp wrappers)"],
};

export class NutLink implements DriverLink {
  readonly #context: DriverContext;
  #client: UpsdClient | null = null;
  /** By device: what this UPS has told of so far; only that can go missing. */
  readonly #known = new Map<string, ReadonlySet<string>>();

  constructor(context: DriverContext) {
    this.#context = context;
  }

  async poll(device: DriverDevice, signal: AbortSignal): Promise<Poll> {
    const { clock } = this.#context;
    const connection = connectionOf(device.connection);
    const points = pointsOf(device.profile);
    const lines = await this.#list(connection, signal);
    const measuredMs = clock.now();
    const bad = (reason: Reason, detail: string): Poll => ({
      device: device.id,
      measuredMs,
      samples: badSamples(this.#expected(device.id, points), reason),
      detail: `${connection.ups}: ${detail}`,
    });
    if (lines === null) return bad("timeout", `no answer within ${connection.timeoutMs} ms`);
    const raw = Buffer.from(lines.join("\n")).subarray(0, 512).toString("hex");
    const answer = answerOf(connection.ups, lines);
    if (answer.is === "error") {
      const [reason, words] = ERRORS[answer.code] ?? ["exception", "upsd refuses to tell of it"];
      return { ...bad(reason, `${answer.code}: ${words}`), raw };
    }
    if (answer.is === "garbled") {
      this.#client?.[Symbol.dispose]();
      return { ...bad("crc", `not an answer of upsd: ${answer.line}`), raw };
    }
    const told = samplesOf(points, answer.variables, measuredMs);
    const known = new Set([...(this.#known.get(device.id) ?? []), ...told.map(({ point }) => point)]);
    this.#known.set(device.id, known);
    // What it told of before and does not any more has gone, and says so.
    const gone = points.filter(({ name }) => known.has(name) && !told.some(({ point }) => point === name));
    return { device: device.id, measuredMs, samples: [...told, ...badSamples(gone, "device")], raw };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client?.[Symbol.dispose]();
    this.#client = null;
  }

  /** upsd ends connections that were idle: one that turns out to have ended is no fault, a new one that does is. */
  async #list(connection: Connection, signal: AbortSignal): Promise<readonly string[] | null> {
    const request = `LIST VAR ${connection.ups}`;
    const before = this.#client?.isUsable === true ? this.#client : null;
    if (before !== null) {
      try {
        return await before.ask(request, connection.timeoutMs, signal);
      } catch (thrown) {
        if (!(thrown instanceof LinkError)) throw thrown;
      }
    }
    this.#client = await openUpsd(connection, this.#context.clock, signal);
    return await this.#client.ask(request, connection.timeoutMs, signal);
  }

  #expected(device: string, points: readonly Point[]): readonly Point[] {
    const known = this.#known.get(device);
    return points.filter(({ name, wire }) => wire.optional !== true || known?.has(name) === true);
  }
}
