// A GPIO chip of the simulated kernel (gpiosim.c): its files, and what a hand at the pins, or at the plug, can do.
import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

const RISING = 1;
const FALLING = 2;
const EVENT_BYTES = 16;

export interface SimulatedChip {
  readonly name: string;
  /** The pin of an input changes, once for each level. At most 4096 at once, all at one time. */
  change(line: number, ...levels: readonly boolean[]): void;
  /** The pin changes, and no edge tells: as when the kernel's store of edges is full. */
  changeUnseen(line: number, level: boolean): void;
  pin(line: number): boolean;
  /** Every level that was driven, `0110`, oldest first. */
  driven(line: number): string;
  /** Whatever is driven, the pin reads so; null: as it is driven. */
  stick(line: number, level: boolean | null): void;
  /** Opening fails with this errno; null: it works. */
  refuse(errno: number | null): void;
  /** Pulls the plug, and puts it back. */
  remove(): void;
  restore(): void;
}

/** Makes chip `number` with these named lines, all low, in a folder that `GPIOSIM` names. */
export function simulateChip(folder: string, number: number, lines: readonly string[]): SimulatedChip {
  const name = `gpiochip${number}`;
  const root = join(folder, name);
  const away = join(folder, `away-${number}`);
  const fileOf = (line: number, file: string) => join(root, String(line), file);
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, "dev"), `254:${number}\n`);
  writeFileSync(join(root, "info"), `simulated ${lines.length}\n`);
  for (const [line, called] of lines.entries()) {
    mkdirSync(join(root, String(line)));
    writeFileSync(fileOf(line, "name"), called);
    writeFileSync(fileOf(line, "level"), "0");
    writeFileSync(fileOf(line, "history"), "");
    execFileSync("mkfifo", [fileOf(line, "edges")]);
  }
  const put = (path: string, text: string | null) =>
    text === null ? rmSync(path, { force: true }) : writeFileSync(path, text);
  return {
    name,
    change(line, ...levels) {
      const at = process.hrtime.bigint();
      put(fileOf(line, "level"), levels.at(-1) ? "1" : "0");
      const fd = openSync(fileOf(line, "edges"), constants.O_RDWR | constants.O_NONBLOCK);
      writeSync(fd, Buffer.concat(levels.map((level) => eventOf(level, at))));
      closeSync(fd);
    },
    changeUnseen: (line, level) => put(fileOf(line, "level"), level ? "1" : "0"),
    pin: (line) => readFileSync(fileOf(line, "level"), "utf8") === "1",
    driven: (line) => readFileSync(fileOf(line, "history"), "utf8"),
    stick: (line, level) => put(fileOf(line, "stuck"), level === null ? null : String(Number(level))),
    refuse: (errno) => put(join(root, "errno"), errno === null ? null : String(errno)),
    remove: () => renameSync(root, away),
    restore: () => renameSync(away, root),
  };
}

/** struct gpioevent_data. */
function eventOf(level: boolean, at: bigint): Buffer {
  const event = Buffer.alloc(EVENT_BYTES);
  event.writeBigUInt64LE(at, 0);
  event.writeUInt32LE(level ? RISING : FALLING, 8);
  return event;
}
