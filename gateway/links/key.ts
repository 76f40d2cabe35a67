// The key that the campus proves its links with: made at first use, never leaves the data folder.
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { GatewayError, messageOf } from "../kit/errors.ts";

const BYTES = 32;

/** Reads `link.key` in the data folder, or makes it. Throws GatewayError `link-key`. */
export function openLinkKey(folder: string): Buffer {
  const file = join(folder, "link.key");
  try {
    if (!existsSync(file)) makeKey(file);
    const key = Buffer.from(readFileSync(file, "utf8").trim(), "hex");
    if (key.length !== BYTES) throw new Error(`it holds ${key.length} bytes, not ${BYTES}`);
    return key;
  } catch (cause) {
    throw new GatewayError(
      "link-key",
      `the key of links that answer alarms, ${file}, cannot be used: ${messageOf(cause)}`,
      "Move it away, so that a new one is made; links that were sent before do nothing then. Check that the gateway may write there.",
      { cause },
    );
  }
}

/** Whole or not at all: half a key would be another one. */
function makeKey(file: string): void {
  const fresh = `${file}.new`;
  const handle = openSync(fresh, "w", 0o600);
  try {
    writeSync(handle, `${randomBytes(BYTES).toString("hex")}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(fresh, file);
}
