// Writes a campus.yaml with generated devices and secrets, as provisioning would, for one gateway under test.
import { createHash, randomBytes } from "node:crypto";
import { stringify } from "yaml";

/** A device with the native MQTT profile, and the secret only the device knows. */
export interface TestDevice {
  readonly id: string;
  readonly secret: string;
}

/** Anything campus.yaml may hold for a device, laid over the generated lines. */
export type DeviceLines = Readonly<Record<string, unknown>>;

export interface CampusFileOptions {
  /** So many devices `dev-0001` …, or these ids with their extra lines. Default 2. */
  readonly devices?: number | Readonly<Record<string, DeviceLines>>;
  /** Laid over the top-level keys. */
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface CampusFile {
  readonly text: string;
  readonly devices: readonly TestDevice[];
}

/** A secret as the contract asks for: 32 random bytes as base64url. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What campus.yaml holds of a secret. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Ids `dev-0001` … */
export function deviceIds(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `dev-${String(i + 1).padStart(4, "0")}`);
}

/** The text of a campus.yaml that listens on free loopback ports, and its devices; `known` keeps the secrets of earlier devices. */
export function campusFile(options: CampusFileOptions = {}, known: readonly TestDevice[] = []): CampusFile {
  const wanted = options.devices ?? 2;
  const lines: Readonly<Record<string, DeviceLines>> =
    typeof wanted === "number" ? Object.fromEntries(deviceIds(wanted).map((id) => [id, {}])) : wanted;
  const devices = Object.keys(lines).map(
    (id) => known.find((device) => device.id === id) ?? { id, secret: newSecret() },
  );
  const config = {
    campus: { id: "no3-middle", name: "第三中学", timezone: "Asia/Shanghai" },
    listen: { http: "127.0.0.1:0", mqtt: "127.0.0.1:0" },
    devices: devices.map(({ id, secret }) => ({
      id,
      name: `设备 ${id}`,
      driver: "mqtt",
      profile: "native",
      credential: { sha256: sha256Hex(secret) },
      ...lines[id],
    })),
    ...options.config,
  };
  return { text: stringify(config, { lineWidth: 0 }), devices };
}
