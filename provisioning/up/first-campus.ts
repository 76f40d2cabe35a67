// The campus.yaml and the device secrets of a first start. Once they exist they are the operator's: no later start writes them anew.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { MODEM_PORT } from "../demo/duty-data.ts";
import { SWITCH_SECRET } from "../demo/switch-data.ts";
import { newDeviceSecret, sha256OfSecret } from "../device-secret.ts";
import type { Beside } from "./campus-link.ts";
import { campusYaml } from "./campus-text.ts";

export interface CampusFiles {
  readonly folder: string;
  readonly config: string;
  readonly isFirst: boolean;
  secretFileOf(device: string): string;
}

/** Makes what is missing below `data` and returns where things are. Secrets are readable by their owner only. */
export function ensureCampus(data: string, local: boolean, beside: Beside | null = null): CampusFiles {
  const folder = join(data, "campus");
  const devices = join(folder, "devices");
  mkdirSync(devices, { recursive: true, mode: 0o700 });
  const config = join(folder, "campus.yaml");
  const secretFileOf = (device: string) => join(devices, `${device}.secret`);
  const isFirst = !existsSync(config);
  if (isFirst) {
    const sha256Of = (device: string) => sha256OfSecret(ensureSecret(secretFileOf(device)));
    ensureSecret(secretFileOf(SWITCH_SECRET));
    writeFileSync(config, campusYaml(sha256Of, local, beside, join(resolve(folder), MODEM_PORT)), {
      mode: 0o600,
      flag: "wx",
    });
  }
  return { folder, config, isFirst, secretFileOf };
}

/** The secret in a file, made if it is not there. */
export function ensureSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, `${newDeviceSecret()}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(file, 0o600);
  return readFileSync(file, "utf8").trim();
}
