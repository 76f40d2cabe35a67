// What a derived device is computed from: its `connection` in campus.yaml, and what its profile says of inputs and settings. One reading of
// it for the check of campus.yaml and for whoever computes. Pure.
import { parseDuration } from "./time.ts";

/** Devices of this driver are neither asked nor let in: the gateway computes them from others. */
export const DERIVED_DRIVER = "derived";

/** What `wire.computes` of a profile may say. */
export const KINDS: readonly string[] = [
  "dew-point",
  "rise",
  "imbalance",
  "energy-day",
  "runtime",
  "cooling",
  "in-order",
];

/** A profile's `wire`, for the driver `derived`. */
interface Wire {
  readonly computes: string;
  /** By name; `points`: which point of `of` it is, the first that there is. */
  readonly inputs?: Readonly<Record<string, { readonly points?: readonly string[]; readonly optional?: boolean }>>;
  /** True: its inputs are devices as a whole. */
  readonly devices?: boolean;
  /** Numbers, and durations as text, by name; what `connection` says goes first. */
  readonly settings?: Readonly<Record<string, number | string>>;
}

export interface Source {
  readonly device: string;
  readonly point: string;
}

export interface Wiring {
  readonly computes: string;
  readonly inputs: ReadonlyMap<string, Source>;
  /** Devices that are inputs as a whole; null: points are. */
  readonly devices: readonly string[] | null;
  /** Durations in ms. */
  readonly settings: ReadonlyMap<string, number>;
}

/** A device that may be an input. */
export interface InputDevice {
  readonly driver: string;
  readonly profile: string;
  /** null: any point may come. */
  readonly points: ReadonlySet<string> | null;
}

/** What is wrong with a connection, at keys below it: in words, or a name that does not exist and those that do. */
export type WiringProblem = { readonly path: readonly string[] } & (
  | { readonly what: string; readonly remedy: string }
  | { readonly kind: string; readonly name: string; readonly known: readonly string[] }
);
type Problem = WiringProblem;
type Json = Readonly<Record<string, unknown>>;

/** What a connection says, and what is wrong with it; with problems the wiring is worth nothing. */
export function wiringOf(
  connection: Json,
  profile: Json,
  devices: ReadonlyMap<string, InputDevice>,
): { readonly wiring: Wiring; readonly problems: readonly WiringProblem[] } {
  const wire = isMap(profile.wire) ? (profile.wire as unknown as Wire) : { computes: "" };
  const problems: Problem[] = [];
  if (!KINDS.includes(wire.computes)) {
    const remedy = `write wire: { computes: … } in the profile, one of ${KINDS.join(", ")}`;
    problems.push({ path: [], what: "belongs to a profile that computes nothing that is known", remedy });
  }
  const own = new Map([...devices].filter(([, { driver }]) => driver !== DERIVED_DRIVER));
  const keys = [...(wire.devices ? ["devices", "profiles"] : ["of", "inputs"]), ...Object.keys(wire.settings ?? {})];
  for (const key of Object.keys(connection)) {
    if (!keys.includes(key))
      problems.push({ path: [key], what: "is not known", remedy: `take it out; there are ${keys.join(", ")}` });
  }
  const settings = settingsOf(connection, wire, problems);
  if (wire.devices)
    return {
      wiring: {
        computes: wire.computes,
        inputs: new Map(),
        devices: wholeDevices(connection, own, problems),
        settings,
      },
      problems,
    };
  const inputs = inputsOf(connection, wire, own, problems);
  return { wiring: { computes: wire.computes, inputs, devices: null, settings }, problems };
}

function settingsOf(connection: Json, { settings = {} }: Wire, problems: Problem[]): Map<string, number> {
  return new Map(
    Object.entries(settings).map(([name, usual]) => {
      const written = connection[name] ?? usual;
      const isTime = typeof usual === "string";
      const value = isTime ? parseDuration(String(written)) : written;
      if (typeof value === "number" && Number.isFinite(value) && value >= 0) return [name, value];
      const remedy = isTime ? `write for example ${usual}` : `write a number that is not negative, such as ${usual}`;
      problems.push({ path: [name], what: isTime ? "is not a duration" : "is not a number", remedy });
      return [name, 0];
    }),
  );
}

function inputsOf(
  { of, inputs: written = {} }: Json,
  wire: Wire,
  devices: ReadonlyMap<string, InputDevice>,
  problems: Problem[],
): Map<string, Source> {
  const inputs = new Map<string, Source>();
  const given: Json = isMap(written) ? written : {};
  if (!isMap(written))
    problems.push({ path: ["inputs"], what: "is not a map", remedy: "write inputs: { NAME: DEVICE.POINT }" });
  const names = Object.keys(wire.inputs ?? {});
  for (const name of Object.keys(given))
    if (!names.includes(name)) problems.push({ path: ["inputs", name], ...missing("input", name, names) });
  const whole = typeof of === "string" ? devices.get(of) : undefined;
  if (of !== undefined && whole === undefined)
    problems.push({ path: ["of"], ...missing("device", String(of), devices.keys()) });
  for (const [name, { points = [], optional }] of Object.entries(wire.inputs ?? {})) {
    const source = given[name] === undefined ? usualOf(of, whole, points) : sourceOf(given[name]);
    if (source !== null) {
      inputs.set(name, source);
      const wrong = given[name] === undefined ? null : wrongWith(source, devices);
      if (wrong !== null) problems.push({ path: ["inputs", name], ...wrong });
    } else if (given[name] !== undefined)
      problems.push({
        path: ["inputs", name],
        what: "is not DEVICE.POINT",
        remedy: "write for example mr1-th.temperature",
      });
    else if (optional !== true && (of === undefined || whole !== undefined))
      problems.push({ path: ["inputs", name], what: "is missing", remedy: `write inputs: { ${name}: DEVICE.POINT }` });
  }
  if (inputs.size === 0 && problems.length === 0)
    problems.push({
      path: ["inputs"],
      what: "is missing",
      remedy: `write of: DEVICE, or inputs with ${names.join(", ")}`,
    });
  return inputs;
}

/** The point of that device that is usually this input; null: it has none of them. */
function usualOf(of: unknown, whole: InputDevice | undefined, points: readonly string[]): Source | null {
  if (typeof of !== "string" || whole === undefined) return null;
  const point = points.find((name) => whole.points === null || whole.points.has(name));
  return point === undefined ? null : { device: of, point };
}

function sourceOf(text: unknown): Source | null {
  const [device = "", point = "", more] = typeof text === "string" ? text.split(".") : [];
  return device === "" || point === "" || more !== undefined ? null : { device, point };
}

function wrongWith({ device, point }: Source, devices: ReadonlyMap<string, InputDevice>) {
  const known = devices.get(device);
  if (known === undefined) return missing("device", device, devices.keys());
  return known.points === null || known.points.has(point)
    ? null
    : missing(`point of profile ${known.profile}`, point, known.points);
}

function wholeDevices(connection: Json, devices: ReadonlyMap<string, InputDevice>, problems: Problem[]): string[] {
  const { devices: ids, profiles } = connection;
  if ((ids === undefined) === (profiles === undefined)) {
    problems.push({
      path: ["devices"],
      what: "is missing, or stands beside profiles",
      remedy: "write devices: [ … ] or profiles: [ … ]",
    });
    return [];
  }
  const list = ids ?? profiles;
  if (!Array.isArray(list) || list.length === 0) {
    const path = [ids === undefined ? "profiles" : "devices"];
    problems.push({ path, what: "is not a list of ids", remedy: "write for example [ cam-gate, cam-yard ]" });
    return [];
  }
  const wanted = list.map(String);
  if (ids === undefined) {
    const known = new Set([...devices.values()].map(({ profile }) => profile));
    for (const id of wanted)
      if (!known.has(id)) problems.push({ path: ["profiles"], ...missing("device of profile", id, known) });
    return [...devices].filter(([, { profile }]) => wanted.includes(profile)).map(([id]) => id);
  }
  for (const id of wanted)
    if (!devices.has(id)) problems.push({ path: ["devices"], ...missing("device", id, devices.keys()) });
  return wanted;
}

function missing(kind: string, name: string, known: Iterable<string>) {
  return { kind, name, known: [...known] };
}

function isMap(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
