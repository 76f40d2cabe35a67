// What InfluxDB shall hold for one campus: names, how long, and where the secrets lie.
import { join } from "node:path";

export interface Target {
  readonly campus: string;
  /** Address that the gateway writes to. */
  readonly url: string;
  readonly version: 1 | 2 | 3;
  /** Database, or bucket for version 2. */
  readonly database: string;
  /** Version 2 only. */
  readonly org: string | null;
  /** How long data are kept, 0: for ever; null: as it is, and DEFAULT_KEEP_MS where it is new. */
  readonly keepMs: number | null;
  /** campus.yaml: secrets belong to whoever owns it. */
  readonly config: string;
  /** Folder of the secrets. */
  readonly secrets: string;
}

/** As long as the gateway itself keeps its figures of 15 minutes. */
export const DEFAULT_KEEP_MS = 400 * 24 * 60 * 60_000;

/** Where the secret of an administrator, of the gateway and of Grafana lies. */
export function secretFiles({ secrets }: Pick<Target, "secrets">) {
  return {
    admin: join(secrets, "influxdb-admin"),
    gateway: join(secrets, "influxdb-gateway"),
    grafana: join(secrets, "influxdb-grafana"),
  };
}

/** Names of the accounts of one campus: several campuses may share one server. */
export function accountNames({ campus }: Pick<Target, "campus">) {
  return { gateway: `gateway-${campus}`, grafana: `grafana-${campus}` };
}
