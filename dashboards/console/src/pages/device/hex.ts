// The bytes of the last exchange as people who know the protocol read them. Pure.

export interface HexLine {
  /** Of the first byte of the line. */
  readonly offset: string;
  /** Pairs of digits, parted by blanks. */
  readonly bytes: string;
}

const PER_LINE = 16;

/** Lines of 16 bytes of a text of hex digits; null when it is something else, which is then shown as it is. */
export function hexLines(raw: string): HexLine[] | null {
  const digits = raw.replaceAll(/\s/g, "");
  if (!/^([0-9a-fA-F]{2})+$/.test(digits)) return null;
  const pairs = digits.toLowerCase().match(/../g) ?? [];
  return Array.from({ length: Math.ceil(pairs.length / PER_LINE) }, (_, line) => ({
    offset: (line * PER_LINE).toString(16).padStart(4, "0"),
    bytes: pairs.slice(line * PER_LINE, (line + 1) * PER_LINE).join(" "),
  }));
}

/** One part of what went over the wire: `> …` was sent, `< …` came back. */
export interface RawPart {
  readonly way: "request" | "answer" | null;
  readonly text: string;
}

/** The parts of a raw exchange, one per line of it. */
export function rawParts(raw: string): RawPart[] {
  return raw
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const way = line.startsWith(">") ? "request" : line.startsWith("<") ? "answer" : null;
      return { way, text: way === null ? line : line.slice(1).trim() };
    });
}

export interface ModbusRequest {
  readonly unit: number;
  readonly code: number;
  readonly address: number;
  readonly count: number;
}

/** What a Modbus request asks for: unit, function, first address, and how many (Modbus Application Protocol v1.1b3, §6). */
export function modbusRequest(hex: string): ModbusRequest | null {
  const match = /^([0-9a-f]{2})(0[1-6]|0f|10)([0-9a-f]{4})([0-9a-f]{4})/i.exec(hex.replaceAll(/\s/g, ""));
  if (match === null) return null;
  const [unit = 0, code = 0, address = 0, count = 0] = match.slice(1).map((digits) => Number.parseInt(digits, 16));
  return { unit, code, address, count };
}
