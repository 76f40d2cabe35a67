// Why a line cannot be used, in words with a remedy, as a LinkError. Codes come from line_keeper.py or from client.ts.
import { LinkError } from "../../gateway/contract/driver.ts";
import type { Connection } from "./connection.ts";

type Words = (line: string, detail: string) => string;

const WORDS: Readonly<Record<string, Words>> = {
  "gpio-absent": () =>
    "this machine has no GPIO lines (neither /dev/gpiochip* nor /sys/class/gpio): connect the hardware, or run the gateway where it is",
  "gpio-no-chip": (line) => `${line}: there is no such chip: gpiodetect lists the chips; correct connection.chip`,
  "gpio-no-line": (line, detail) =>
    `${line}: there is no such line${detail === "" ? "" : ` (${detail})`}: gpioinfo lists them; correct connection.line`,
  "gpio-not-permitted": (line) =>
    `${line}: not permitted: add the gateway's account to the group of /dev/gpiochip* (gpio), and allow the device in its service`,
  "gpio-line-busy": (line, detail) =>
    `${line}: in use by ${detail}: end that, or choose another line; gpioinfo shows who uses what`,
  "gpio-gone": (line) => `${line}: the chip is gone: connect it again; the gateway takes it up by itself`,
  "gpio-refused": (line, detail) =>
    `${line}: the kernel refuses it (${detail}): check bias and line against the board's manual`,
  "gpio-library-missing": () => "python3-libgpiod is not installed: apt install python3-libgpiod",
  "gpio-library-other": (_, detail) =>
    `libgpiod ${detail} speaks an interface that is not supported: use the python3-libgpiod of Debian 12`,
  "gpio-lost": (line, detail) => `${line}: the process that holds it ended (${detail}): it is started again`,
  "gpio-stuck": (line) => `${line}: the process that holds it gives no answer: it is started again`,
  "gpio-line-shared": (line, detail) => `${line}: ${detail} use the same line: give each a line of its own`,
  "gpio-output-untried": (line) =>
    `${line}: an output is not tried, because to take it would drive it: save the device, then switch it on its page`,
};

/** The LinkError of a code; one that is not known is told as it is. */
export function lineError(code: string, { chip, line }: Connection, detail: string): LinkError {
  const named = chip === null ? `line ${line}` : `line ${line} of ${chip}`;
  return new LinkError(code, WORDS[code]?.(named, detail.slice(0, 100)) ?? `${named}: ${code} ${detail.slice(0, 100)}`);
}
