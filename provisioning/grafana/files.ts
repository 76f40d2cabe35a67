// The files that Grafana's provisioning reads: a datasource, a provider of dashboards, and the dashboards.
import { posix } from "node:path";
import { stringify } from "yaml";
import type { InfluxConfig } from "#gateway/config/campus.ts";
import { DATASOURCE_UID } from "../../dashboards/grafana/influxql.ts";

const NAME = "campus-gateway";
export const DASHBOARD_FOLDER = posix.join("dashboards", NAME);
export const SECRET_FILE = posix.join("secrets", DATASOURCE_UID);
const HEADER = `由 npm run provision -- grafana 写成, 手工改动会被覆盖\n Written by npm run provision -- grafana; changes by hand are overwritten`;
/** Grafana looks at the folder of dashboards so often. */
const LOOK_EVERY_S = 30;
/** No finer than devices are asked, whatever the width of the screen. */
const LEAST_INTERVAL = "10s";

export interface Access {
  readonly influx: Pick<InfluxConfig, "url" | "version" | "database">;
  /** Account of version 1; null: nobody signs in. */
  readonly user: string | null;
  /** The secret's file as Grafana sees it; null: none. */
  readonly secretFile: string | null;
}

/** The datasource that the dashboards ask, in InfluxQL for every version. The secret stays in its file. */
export function datasourceYaml({ influx, user, secretFile }: Access): string {
  const { url, version, database } = influx;
  const jsonData = { dbName: database, httpMode: "POST", timeInterval: LEAST_INTERVAL };
  const datasource = {
    name: "校园网关 InfluxDB",
    uid: DATASOURCE_UID,
    type: "influxdb",
    access: "proxy",
    url,
    editable: false,
    ...(version === 1
      ? { ...(user !== null && { user }), jsonData }
      : { jsonData: { ...jsonData, httpHeaderName1: "Authorization" } }),
    ...(secretFile !== null && { secureJsonData: secretOf(version, `$__file{${secretFile}}`) }),
  };
  return yaml({ apiVersion: 1, datasources: [datasource] });
}

function secretOf(version: 1 | 2 | 3, secret: string) {
  if (version === 1) return { password: secret };
  return { httpHeaderValue1: `${version === 2 ? "Token" : "Bearer"} ${secret}` };
}

/** Where Grafana finds the dashboards; `folder` is how Grafana sees the folder that all this is written to. */
export function providerYaml(folder: string): string {
  const provider = {
    name: NAME,
    orgId: 1,
    folder: "校园网关",
    type: "file",
    disableDeletion: false,
    allowUiUpdates: false,
    updateIntervalSeconds: LOOK_EVERY_S,
    options: { path: posix.join(folder, DASHBOARD_FOLDER), foldersFromFilesStructure: false },
  };
  return yaml({ apiVersion: 1, providers: [provider] });
}

/** Paths below the folder of both files. */
export const DATASOURCE_FILE = posix.join("datasources", `${NAME}.yaml`);
export const PROVIDER_FILE = posix.join("dashboards", `${NAME}.yaml`);

function yaml(data: unknown): string {
  return `# ${HEADER.replace("\n", "\n#")}\n${stringify(data, { lineWidth: 0 })}`;
}
