// A device as Modbus sees it: four tables of values behind function codes, pure. What it measures is up to who uses it.

/** Coils, discrete inputs, holding registers and input registers, by the function that reads them. */
export type Table = 1 | 2 | 3 | 4;

export interface SimulatedUnit {
  /** A register of 16 bits, or 0 or 1 of a coil or input; null where there is none. */
  read(table: Table, address: number): number | null;
  /** Takes a coil (table 1) or register (3), and says whether it did. Absent: nothing can be written. */
  write?(table: 1 | 3, address: number, value: number): boolean;
}

export interface MemoryUnit extends SimulatedUnit {
  /** Puts values at this address and those after it. */
  set(table: Table, address: number, ...values: readonly number[]): void;
}

/** A unit that holds what it was given; holding registers and coils that exist may be written. */
export function memoryUnit(): MemoryUnit {
  const tables: Readonly<Record<Table, Map<number, number>>> = {
    1: new Map(),
    2: new Map(),
    3: new Map(),
    4: new Map(),
  };
  return {
    read: (table, address) => tables[table].get(address) ?? null,
    write: (table, address, value) => {
      const exists = tables[table].has(address);
      if (exists) tables[table].set(address, value);
      return exists;
    },
    set: (table, address, ...values) => {
      for (const [i, value] of values.entries()) tables[table].set(address + i, value & 0xffff);
    },
  };
}

const ILLEGAL_FUNCTION = 1;
const ILLEGAL_ADDRESS = 2;
const ILLEGAL_VALUE = 3;

/** The answer, function code first, to a request, function code first. */
export function answerTo(unit: SimulatedUnit, request: Buffer): Buffer {
  const code = request[0] ?? 0;
  const result = request.length < 5 ? ILLEGAL_VALUE : resultOf(unit, code, request);
  return typeof result === "number" ? exceptionAnswer(code, result) : Buffer.concat([Buffer.from([code]), result]);
}

export function exceptionAnswer(code: number, exception: number): Buffer {
  return Buffer.from([code | 0x80, exception]);
}

function resultOf(unit: SimulatedUnit, code: number, request: Buffer): Buffer | number {
  const address = request.readUInt16BE(1);
  const second = request.readUInt16BE(3);
  switch (code) {
    case 1:
    case 2:
    case 3:
    case 4:
      return readAnswer(unit, code, address, second);
    case 5:
      if (second !== 0 && second !== 0xff00) return ILLEGAL_VALUE;
      return written(unit, 1, address, [second === 0 ? 0 : 1]) ?? request.subarray(1);
    case 6:
      return written(unit, 3, address, [second]) ?? request.subarray(1);
    case 16: {
      const data = request.subarray(6);
      if (request[5] !== second * 2 || data.length !== second * 2) return ILLEGAL_VALUE;
      const values = Array.from({ length: second }, (_, i) => data.readUInt16BE(i * 2));
      return written(unit, 3, address, values) ?? request.subarray(1, 5);
    }
    default:
      return ILLEGAL_FUNCTION;
  }
}

function readAnswer(unit: SimulatedUnit, table: Table, address: number, count: number): Buffer | number {
  if (count < 1 || count > (table <= 2 ? 2000 : 125)) return ILLEGAL_VALUE;
  const values = Array.from({ length: count }, (_, i) => unit.read(table, address + i));
  if (values.includes(null)) return ILLEGAL_ADDRESS;
  const data = Buffer.alloc(table <= 2 ? Math.ceil(count / 8) : count * 2);
  for (const [i, value] of values.entries()) {
    if (table > 2) data.writeUInt16BE((value ?? 0) & 0xffff, i * 2);
    else data[i >> 3] = (data[i >> 3] ?? 0) | (((value ?? 0) & 1) << (i & 7));
  }
  return Buffer.concat([Buffer.from([data.length]), data]);
}

/** null when all were taken, else the exception. */
function written(unit: SimulatedUnit, table: 1 | 3, address: number, values: readonly number[]): number | null {
  if (unit.write === undefined) return ILLEGAL_FUNCTION;
  for (const [i, value] of values.entries()) if (!unit.write(table, address + i, value)) return ILLEGAL_ADDRESS;
  return null;
}
