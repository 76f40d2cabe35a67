// Entries → line protocol (contract §8). Pure: the same entry always gives the same bytes, so that sending it again changes nothing.
import type { Flawed, Fresh, Happening, Reading, Shape, StoredValue } from "../../journal/record.ts";
import { fieldText, type Lines, tagText } from "../../kit/line-store/text.ts";

/** Kinds that are written as `event`; loss, audit and system are about the gateway and stay in the journal. */
const EVENT_KINDS: ReadonlySet<Fresh["kind"]> = new Set(["event", "state", "alarm", "command"]);
const NS_PER_MS = 1_000_000;

/** Appends the lines of entries; what points of one device have in common is made once. */
export class LineWriter {
  readonly #campus: string;
  readonly #heads = new WeakMap<Shape, readonly string[]>();

  constructor(campus: string) {
    this.#campus = tagText(campus);
  }

  /** Appends the lines of one entry: one for each point, one for an event, none for what is not written. */
  append(record: Fresh, to: Lines): void {
    if (record.kind === "reading") this.#readings(record, to);
    else if (EVENT_KINDS.has(record.kind)) push(to, this.#event(record), record.seq);
    else if (isStart(record)) push(to, this.#start(record), record.seq);
  }

  #readings(reading: Reading, to: Lines): void {
    const { shape, values, seq, measuredMs } = reading;
    let heads = this.#heads.get(shape);
    if (heads === undefined) {
      heads = shape.points.map((point, i) => this.#head(shape, point, i));
      this.#heads.set(shape, heads);
    }
    const time = timeText(measuredMs, seq);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value !== undefined) push(to, `${heads[i]} ${fieldsText(value)} ${time}`, seq);
    }
  }

  #head({ device, units }: Shape, point: string, i: number): string {
    const tags = `device=${tagText(device)},point=${tagText(point)},unit=${tagText(units[i] ?? "1")}`;
    return `reading,campus=${this.#campus},${tags}`;
  }

  #event({ seq, measuredMs, device, type, body }: Happening): string {
    // An entry without a device has no such tag: line protocol knows no empty ones.
    const of = device === null ? "" : `,device=${tagText(device)}`;
    const tags = `campus=${this.#campus}${of},type=${tagText(type)}`;
    return `event,${tags} seq=${seq}i,data=${fieldText(JSON.stringify(body))} ${timeText(measuredMs, seq)}`;
  }

  #start({ seq, measuredMs }: Happening): string {
    return `gateway,campus=${this.#campus},type=started seq=${seq}i ${timeText(measuredMs, seq)}`;
  }
}

/** Every start of the gateway journals the configuration that it begins with; later ones say what they changed. */
function isStart({ kind, type, body }: Happening): boolean {
  return kind === "audit" && type === "config.applied" && body.by === "start" && body.devices === undefined;
}

function push({ lines, seqs }: Lines, line: string, seq: number): void {
  lines.push(line);
  seqs.push(seq);
}

/**
 * Nanoseconds since 1970: measured milliseconds × 10⁶ + seq mod 10⁶, as text. A number could not hold them: neighbours within a
 * millisecond would be one.
 */
export function timeText(measuredMs: number, seq: number): string {
  const rest = seq % NS_PER_MS;
  if (measuredMs < 1) return String(BigInt(measuredMs) * BigInt(NS_PER_MS) + BigInt(rest));
  return `${measuredMs}${String(rest).padStart(6, "0")}`;
}

/** The fields of one value. A bad value has none called `value`; a text has `text`, since one field has one type. */
function fieldsText(value: StoredValue): string {
  if (typeof value !== "object") return `${valueText(value)},quality="good"`;
  const quality = `quality="${value.quality}",reason="${value.reason}"`;
  return hasValue(value) ? `${valueText(value.value)},${quality}` : quality;
}

function hasValue(flawed: Flawed): flawed is Flawed & { readonly value: number | boolean | string } {
  return flawed.quality !== "bad" && flawed.value !== null;
}

function valueText(value: number | boolean | string): string {
  if (typeof value === "string") return `text=${fieldText(value)}`;
  return `value=${typeof value === "number" ? value : value ? 1 : 0}`;
}
