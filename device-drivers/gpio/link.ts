// What the host gets for one line: polls that tell what happened since the poll before, and commands that are read back.
import { isDeepStrictEqual } from "node:util";
import {
  type CommandOutcome,
  type DriverCommand,
  type DriverContext,
  type DriverDevice,
  type DriverLink,
  LinkError,
  type Poll,
} from "../../gateway/contract/driver.ts";
import { type Level, LineKeeper } from "./client.ts";
import { type Connection, connectionOf } from "./connection.ts";
import type { Definition } from "./definition.ts";
import { lineError } from "./failures.ts";
import { firstState, type InputState, resetLatch, settledAt, told, withEdge, withMissed } from "./input-state.ts";
import { inputPoll, outputPoll } from "./map.ts";

/** After these nobody knows whether the command reached the pin. */
const UNSURE: ReadonlySet<string> = new Set(["gpio-lost", "gpio-stuck"]);

/** The wall clock is read in whole milliseconds, a moment before or after the other: differences up to this mean nothing. */
const CLOCK_GRAIN_MS = 2;

/** What outlives the link, so that a latch and a count survive a chip that goes and comes back. */
export interface LineMemory {
  input: InputState | null;
}

interface Held {
  readonly device: string;
  readonly definition: Definition;
  readonly connection: Connection;
  readonly keeper: LineKeeper;
}

export class GpioLink implements DriverLink {
  readonly #context: DriverContext;
  readonly #definitionOf: (device: DriverDevice) => Definition;
  readonly #memory: LineMemory;
  #held: Held | null = null;
  /** From the rising clock to the wall's. */
  #wallOffsetMs = Number.POSITIVE_INFINITY;

  constructor(context: DriverContext, definitionOf: (device: DriverDevice) => Definition, memory: LineMemory) {
    this.#context = context;
    this.#definitionOf = definitionOf;
    this.#memory = memory;
  }

  async poll(device: DriverDevice, signal: AbortSignal): Promise<Poll> {
    const held = await this.#hold(device);
    const level = await held.keeper.ask("get", signal);
    const { definition, connection } = held;
    const { clock } = this.#context;
    if (definition.direction === "output") return outputPoll(device.id, held, level, clock.now());
    const [telling, state] = told(this.#upTo(level, connection), level.atMs);
    this.#memory.input = state;
    return inputPoll(device.id, definition, level, telling, this.#wallOf(telling.atMs));
  }

  /** Whoever holds the line keeps it, with everything that its next poll has to tell. */
  async look(device: DriverDevice, signal: AbortSignal): Promise<Poll> {
    const definition = this.#definitionOf(device);
    const connection = connectionOf(device.connection);
    const isOutput = definition.direction === "output";
    if (this.#held === null && isOutput) throw lineError("gpio-output-untried", connection, "");
    const held = this.#held ?? (await this.#hold(device));
    if (held.definition.direction !== definition.direction)
      throw lineError("gpio-line-shared", connection, `the devices ${held.device} and ${device.id}`);
    const level = await held.keeper.ask("get", signal);
    if (isOutput) return outputPoll(device.id, { definition, connection }, level, this.#context.clock.now());
    // What the line's past means depends on how it is wired.
    const isAlike = isDeepStrictEqual(held.connection, connection);
    const state = isAlike ? this.#upTo(level, connection) : firstState(level.level !== connection.invert, level.atMs);
    const [telling] = told(state, level.atMs);
    return inputPoll(device.id, definition, level, telling, this.#wallOf(telling.atMs));
  }

  async command(device: DriverDevice, { name, args }: DriverCommand, signal: AbortSignal): Promise<CommandOutcome> {
    const held = await this.#hold(device);
    try {
      switch (held.definition.commands[name]) {
        case "set":
          return await this.#drive(held, args.on === true, null, signal);
        case "pulse":
          return await this.#drive(held, !held.connection.safe, Number(args.seconds), signal);
        case "reset":
          return await this.#reset(held, signal);
        default:
          return { ok: false, code: "command-not-supported", detail: `its profile has no ${name}`, data: {} };
      }
    } catch (thrown) {
      if (!(thrown instanceof LinkError) || !UNSURE.has(thrown.code)) throw thrown;
      return { ok: null, code: thrown.code, detail: thrown.message, data: {} };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const held = this.#held;
    this.#held = null;
    await held?.keeper[Symbol.asyncDispose]();
  }

  /** The line, held for this device; let go first where the device is wired otherwise than before. */
  async #hold(device: DriverDevice): Promise<Held> {
    const definition = this.#definitionOf(device);
    const connection = connectionOf(device.connection);
    const before = this.#held;
    if (before !== null) {
      const isSame = isDeepStrictEqual([before.definition, before.connection], [definition, connection]);
      if (isSame) return before;
      if (before.device !== device.id)
        throw lineError("gpio-line-shared", connection, `the devices ${before.device} and ${device.id}`);
      await this[Symbol.asyncDispose]();
      this.#memory.input = null;
    }
    const { clock, log } = this.#context;
    const keeper = new LineKeeper({
      connection,
      direction: definition.direction,
      clock,
      log,
      edge: (level, atMs) => this.#edge(level !== connection.invert, atMs, connection.debounceMs),
      missed: () => {
        if (this.#memory.input !== null) this.#memory.input = withMissed(this.#memory.input);
      },
    });
    if (this.#memory.input !== null) this.#memory.input = withMissed(this.#memory.input);
    this.#held = { device: device.id, definition, connection, keeper };
    return this.#held;
  }

  #edge(active: boolean, atMs: number, debounceMs: number): void {
    const before = this.#memory.input ?? firstState(!active, atMs);
    this.#memory.input = withEdge(before, active, atMs, debounceMs);
  }

  /** The input's state at an answer. A level that no edge explains counts from now on, and that an edge was missed is remembered. */
  #upTo({ level, atMs }: Level, { invert, debounceMs }: Connection): InputState {
    const active = level !== invert;
    const before = this.#memory.input ?? firstState(active, atMs);
    const explained = before.pin === active ? before : withMissed(before);
    return settledAt(withEdge(explained, active, atMs, debounceMs), atMs, debounceMs);
  }

  /** The wall's time of a time of the rising clock; two times keep their order, unless the wall clock is set meanwhile. */
  #wallOf(ms: number): number {
    const { clock } = this.#context;
    const nowMs = clock.now();
    const offsetMs = nowMs - clock.monotonic();
    if (Math.abs(offsetMs - this.#wallOffsetMs) > CLOCK_GRAIN_MS) this.#wallOffsetMs = offsetMs;
    return Math.min(nowMs, Math.round(ms + this.#wallOffsetMs));
  }

  async #drive(held: Held, on: boolean, seconds: number | null, signal: AbortSignal): Promise<CommandOutcome> {
    const level = on !== held.connection.invert;
    const request = seconds === null ? `set ${Number(level)}` : `pulse ${Number(level)} ${Math.round(seconds * 1000)}`;
    const answer = await held.keeper.ask(request, signal);
    const data = { on: answer.level !== held.connection.invert };
    if (answer.level === level) return { ok: true, code: null, detail: null, data };
    return { ok: false, code: "read-back-differs", detail: `the line stays ${data.on ? "on" : "off"}`, data };
  }

  async #reset(held: Held, signal: AbortSignal): Promise<CommandOutcome> {
    const state = this.#upTo(await held.keeper.ask("get", signal), held.connection);
    this.#memory.input = resetLatch(state);
    const { latched } = this.#memory.input;
    if (!latched) return { ok: true, code: null, detail: null, data: { latched } };
    return { ok: false, code: "still-active", detail: "the input is still active: the latch holds", data: { latched } };
  }
}
