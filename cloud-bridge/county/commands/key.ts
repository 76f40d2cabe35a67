// The key that the county signs its commands with: made at the first start, never leaves the county; campuses pin its public half.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { publicKeyText } from "../../wire/command.ts";

export interface CommandKey {
  /** As campus.yaml has it, `ed25519:…`. */
  readonly publicText: string;
  sign(bytes: Uint8Array): Uint8Array;
}

/** Reads `command.key` in the data folder, or makes it. Throws GatewayError `county-command-key`. */
export function openCommandKey(folder: string): CommandKey {
  const file = join(folder, "command.key");
  if (!existsSync(file)) makeKey(file);
  const key = keyIn(file);
  return { publicText: publicKeyText(createPublicKey(key)), sign: (bytes) => sign(null, bytes, key) };
}

/** Whole or not at all: campuses would not believe another key. */
function makeKey(file: string): void {
  const { privateKey } = generateKeyPairSync("ed25519");
  const fresh = `${file}.new`;
  const handle = openSync(fresh, "w", 0o600);
  try {
    writeSync(handle, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(fresh, file);
}

function keyIn(file: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(file, "utf8"));
    if (key.asymmetricKeyType !== "ed25519") throw new Error(`it is of type ${key.asymmetricKeyType}`);
    return key;
  } catch (cause) {
    throw new GatewayError(
      "county-command-key",
      `the county's key for commands, ${file}, cannot be used: ${messageOf(cause)}`,
      "Put back its backup; or move it away, so that a new one is made, and write its public half into `county.commandKey` of each campus.",
      { cause },
    );
  }
}
