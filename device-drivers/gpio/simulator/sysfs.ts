// A machine that has only /sys/class/gpio, as gpiosim.c shows it: plain files, with every line exported already.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface SimulatedSysfs {
  change(line: number, level: boolean): void;
  pin(line: number): boolean;
  /** What was last written there: `in`, or `low` or `high` for an output that begins so. */
  direction(line: number): string;
}

/** One chip of so many lines, all low, whose first line has the number `base`. */
export function simulateSysfs(folder: string, base: number, lines: number): SimulatedSysfs {
  const root = join(folder, "sys");
  const chip = join(root, `gpiochip${base}`);
  mkdirSync(chip, { recursive: true });
  writeFileSync(join(root, "export"), "");
  writeFileSync(join(chip, "base"), `${base}\n`);
  writeFileSync(join(chip, "ngpio"), `${lines}\n`);
  writeFileSync(join(chip, "label"), "simulated\n");
  const fileOf = (line: number, file: string) => join(root, `gpio${base + line}`, file);
  for (let line = 0; line < lines; line++) {
    mkdirSync(join(root, `gpio${base + line}`));
    writeFileSync(fileOf(line, "direction"), "in");
    writeFileSync(fileOf(line, "value"), "0");
  }
  return {
    change: (line, level) => writeFileSync(fileOf(line, "value"), level ? "1\n" : "0\n"),
    pin: (line) => readFileSync(fileOf(line, "value"), "utf8").startsWith("1"),
    direction: (line) => readFileSync(fileOf(line, "direction"), "utf8"),
  };
}
