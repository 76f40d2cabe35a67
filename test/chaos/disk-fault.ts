// A disk that turns slow or faulty on demand below one folder, while the gateway runs (native/diskfault.c).
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "../harness/temp.ts";
import { nativeLibrary } from "./native.ts";

/** Linux error numbers that a disk gives. */
export const EIO = 5;
export const ENOSPC = 28;
export const EROFS = 30;

export interface Faults {
  /** Each fsync takes so much longer. */
  readonly fsyncDelayMs?: number;
  readonly fsyncErrno?: number;
  readonly writeErrno?: number;
  /** So many more calls work before the error. */
  readonly fsyncsLeft?: number;
  readonly writesLeft?: number;
}

export interface DiskFault extends AsyncDisposable {
  /** What the process under test must be started with. */
  readonly env: Readonly<Record<string, string>>;
  /** In force from the next call on; what is left out works. */
  set(faults: Faults): void;
  /** fsyncs below the folder so far. */
  fsyncs(): number;
}

const NUMBERS = 8;
const FSYNCS_AT = 5 * 4;

/** Prepares a faulty disk for the folder `dir`, at first without fault. */
export function diskFault(dir: string): DiskFault {
  const folder = tempFolder("campus-disk-fault");
  const file = join(folder.path, "control");
  const fd = openSync(file, "w+");
  writeSync(fd, Buffer.alloc(NUMBERS * 4));
  return {
    env: { LD_PRELOAD: nativeLibrary("diskfault"), DISKFAULT_DIR: dir, DISKFAULT_CONTROL: file },
    set: (faults) => {
      const { fsyncDelayMs = 0, fsyncErrno = 0, writeErrno = 0, fsyncsLeft = 0, writesLeft = 0 } = faults;
      // The counters go first: an error must not be in force with the old count.
      write(fd, [fsyncsLeft, writesLeft], 3 * 4);
      write(fd, [fsyncDelayMs, fsyncErrno, writeErrno], 0);
    },
    fsyncs: () => {
      const number = Buffer.alloc(4);
      readSync(fd, number, 0, 4, FSYNCS_AT);
      return number.readInt32LE();
    },
    [Symbol.asyncDispose]: async () => {
      closeSync(fd);
      await folder[Symbol.asyncDispose]();
    },
  };
}

function write(fd: number, numbers: readonly number[], at: number): void {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [i, value] of numbers.entries()) bytes.writeInt32LE(value, i * 4);
  writeSync(fd, bytes, 0, bytes.length, at);
}
