// The files of device-drivers/modbus/testcases: what makers' papers show, and what a device of a profile holds.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "./gateway.ts";

export const CASES_FOLDER = join(PROJECT, "device-drivers", "modbus", "testcases");

interface CaseFile {
  readonly profile: string;
  readonly unit: number;
  readonly source: string;
}

/** An exchange from a paper, as RTU frames: a poll by default, else a command or a single read. */
export interface GoldenCase extends CaseFile {
  /** Only these points, where the paper reads only them. */
  readonly points?: readonly string[];
  readonly exchanges: readonly { readonly request: string; readonly response: string | null }[];
  /** Of a poll. */
  readonly values?: Readonly<Record<string, unknown>>;
  readonly command?: { readonly name: string; readonly args: Readonly<Record<string, number | boolean>> };
  /** A read that no poll does. */
  readonly frame?: { readonly function: 1 | 2 | 3 | 4; readonly address: number; readonly count: number };
}

/** What a device holds, for a server that another program runs, and what must be read from it. */
export interface DeviceCase extends CaseFile {
  readonly cells: readonly object[];
  readonly values: Readonly<Record<string, unknown>>;
}

const FILES = readdirSync(CASES_FOLDER).map((name): readonly [string, GoldenCase | DeviceCase] => [
  name,
  JSON.parse(readFileSync(join(CASES_FOLDER, name), "utf8")),
]);

export const GOLDEN_CASES = FILES.flatMap(([name, file]) => ("exchanges" in file ? [[name, file] as const] : []));
export const DEVICE_CASES = FILES.flatMap(([name, file]) => ("cells" in file ? [[name, file] as const] : []));
