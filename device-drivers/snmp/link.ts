// What the host gets for one device that speaks SNMP: a poll asks for its objects and walks its ports.
import type { DriverContext, DriverDevice, DriverLink, Poll, Sample } from "../../gateway/contract/driver.ts";
import type { Reason } from "../../gateway/contract/entry.ts";
import { MOST_NEIGHBOURS, type Neighbour } from "../../gateway/contract/neighbours.ts";
import { openSnmp, Refused, Silent, type SnmpClient } from "./client.ts";
import { connectionOf } from "./connection.ts";
import { type Definition, definitionOf, type NeighbourColumns, type Point, type PortColumns } from "./definition.ts";
import { type Look, objectSample, type Port, portSamples, type Raw, sumValue } from "./map.ts";
import { neighboursOf } from "./neighbours.ts";

/** sysUpTime (RFC 3418): hundredths of a second. */
const UPTIME = "1.3.6.1.2.1.1.3.0";
const UP = 1;

export class SnmpLink implements DriverLink {
  readonly #context: DriverContext;
  #client: SnmpClient | null = null;
  /** By device: the look before, which rates are counted from. */
  readonly #looks = new Map<string, Look>();

  constructor(context: DriverContext) {
    this.#context = context;
  }

  async poll(device: DriverDevice, signal: AbortSignal): Promise<Poll> {
    const { clock } = this.#context;
    const connection = connectionOf(device.connection);
    const definition = definitionOf(device.profile);
    this.#client ??= await openSnmp(connection);
    const client = this.#client;
    const giveUp = () => client[Symbol.dispose]();
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      const neighbours = definition.neighbours === null ? null : await seen(client, definition.neighbours);
      const asked = await this.#ask(client, device.id, definition, connection.uplinks);
      const samples = [...asked, ...countSamples(definition, neighbours?.length ?? 0)];
      const poll = { device: device.id, measuredMs: clock.now(), samples };
      return neighbours === null ? poll : { ...poll, neighbours };
    } catch (thrown) {
      if (thrown instanceof Silent)
        return failed(
          device.id,
          definition,
          "timeout",
          `no answer within ${connection.timeoutMs} ms, twice`,
          clock.now(),
        );
      if (thrown instanceof Refused) return failed(device.id, definition, "exception", thrown.message, clock.now());
      throw thrown;
    } finally {
      signal.removeEventListener("abort", giveUp);
      if (signal.aborted) this.#client = null;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client?.[Symbol.dispose]();
    this.#client = null;
  }

  async #ask(client: SnmpClient, id: string, definition: Definition, uplinks: readonly number[]): Promise<Sample[]> {
    const { points, ports } = definition;
    const oids = points.flatMap(({ wire }) => ("oid" in wire ? [wire.oid] : []));
    const [uptime, ...raws] = await client.get([UPTIME, ...oids]);
    const rawOf = new Map(oids.map((oid, i) => [oid, raws[i] ?? null]));
    const atMs = this.#context.clock.monotonic();
    const look = ports === null ? null : { ports: await portsOf(client, ports), atMs, uptime: numberOf(uptime) };
    const before = this.#looks.get(id) ?? null;
    if (look !== null) this.#looks.set(id, look);
    const single = points.flatMap((point) => this.#sampleOf(point, rawOf, before, look, uplinks) ?? []);
    return look === null ? single : [...single, ...portSamples(before, look)];
  }

  #sampleOf(
    point: Point,
    rawOf: ReadonlyMap<string, Raw>,
    before: Look | null,
    look: Look | null,
    uplinks: readonly number[],
  ): Sample | null {
    const { name, wire } = point;
    if ("oid" in wire) return objectSample(point, wire, rawOf.get(wire.oid) ?? null);
    if (!("ports" in wire)) return null;
    const value = look === null ? null : sumValue(wire.ports, before, look, uplinks);
    return value === null ? null : { point: name, value, quality: "good" };
  }
}

/** Walks each table by itself: they are of different lengths. */
async function seen(client: SnmpClient, columns: NeighbourColumns): Promise<readonly Neighbour[]> {
  const walk = async <Key extends keyof NeighbourColumns>(...keys: readonly Key[]) => {
    const found = await client.columns(
      keys.map((key) => columns[key]),
      MOST_NEIGHBOURS,
    );
    return (key: Key) => found[keys.indexOf(key)] ?? new Map<string, Raw>();
  };
  const media = await walk("media", "mediaType");
  const physical = await walk("physical", "physicalType");
  const bridge = await walk("bridge", "bridgeStatus");
  const vlanBridge = await walk("vlanBridge", "vlanBridgeStatus");
  const ports = await walk("bridgePort", "portName");
  return neighboursOf({
    media: media("media"),
    mediaType: media("mediaType"),
    physical: physical("physical"),
    physicalType: physical("physicalType"),
    bridge: bridge("bridge"),
    bridgeStatus: bridge("bridgeStatus"),
    vlanBridge: vlanBridge("vlanBridge"),
    vlanBridgeStatus: vlanBridge("vlanBridgeStatus"),
    bridgePort: ports("bridgePort"),
    portName: ports("portName"),
  });
}

function countSamples({ points }: Definition, value: number): Sample[] {
  return points.flatMap(({ name, wire }) =>
    "table" in wire ? [{ point: name, value, quality: "good" as const }] : [],
  );
}

/** Physical ports, numbered from 1 in the order of the device's own indexes. */
async function portsOf(client: SnmpClient, columns: PortColumns): Promise<Port[]> {
  const { kind, kinds, status, octetsIn, octetsOut, errorsIn, errorsOut } = columns;
  const [types, states, ins, outs, badIns, badOuts] = await client.columns([
    kind,
    status,
    octetsIn,
    octetsOut,
    errorsIn,
    errorsOut,
  ]);
  const indexes = [...(types ?? [])].flatMap(([index, type]) => (kinds.includes(Number(type)) ? [index] : []));
  return indexes
    .sort((a, b) => Number(a) - Number(b))
    .map((index, i) => {
      const state = states?.get(index) ?? null;
      return {
        number: i + 1,
        up: state === null ? null : Number(state) === UP,
        octetsIn: countOf(ins?.get(index)),
        octetsOut: countOf(outs?.get(index)),
        errorsIn: countOf(badIns?.get(index)),
        errorsOut: countOf(badOuts?.get(index)),
      };
    });
}

function countOf(raw: Raw | undefined): bigint | null {
  return typeof raw === "bigint" || typeof raw === "number" ? BigInt(raw) : null;
}

function numberOf(raw: Raw | undefined): number | null {
  return typeof raw === "number" ? raw : null;
}

/** Every point that every such device has, without a value. */
function failed(device: string, { points }: Definition, reason: Reason, detail: string, measuredMs: number): Poll {
  const samples = points
    .filter(({ wire }) => wire.optional !== true)
    .map(({ name }): Sample => ({ point: name, value: null, quality: "bad", reason }));
  return { device, measuredMs, samples, detail };
}
