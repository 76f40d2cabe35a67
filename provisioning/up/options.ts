// The options of `npm start -- …`, read and checked; what is not said stays null, so that a later start changes nothing unasked.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";

export interface UpOptions {
  /** Absolute folder; the gateway's files are in `campus` below it. */
  readonly data: string;
  /** 0 takes any free port; null: not said. */
  readonly ports: { readonly http: number | null; readonly https: number | null; readonly mqtt: number | null };
  readonly countyHttp: number | null;
  /** HTTPS for this machine only, when campus.yaml is written for the first time. */
  readonly local: boolean;
}

export const USAGE = `npm start -- [--data DIR] [--http PORT] [--https PORT] [--mqtt PORT] [--county-http PORT] [--local]
  --data DIR          where everything is kept (default: data)
  --http PORT         console and API for this machine (default 8080; 0 = any free port)
  --https PORT        console and API for the LAN (default 8443; any free port when --http is 0)
  --mqtt PORT         devices (default 1883)
  --county-http PORT  accepted for later: there is no county service yet
  --local             on the first start: HTTPS for this machine only, not for the LAN`;

/** Reads the arguments after `--`; a relative DIR starts at the folder in which npm was called. */
export function readOptions(args: readonly string[], cwd: string): UpOptions {
  const values = valuesOf(args);
  const http = portOf("http", values.http);
  // Whoever asks for any free port does not want a fixed one beside it, least of all two starts on one machine.
  const https = portOf("https", values.https) ?? (http === 0 ? 0 : null);
  return {
    data: resolve(cwd, values.data ?? "data"),
    ports: { http, https, mqtt: portOf("mqtt", values.mqtt) },
    countyHttp: portOf("county-http", values["county-http"]),
    local: values.local ?? false,
  };
}

function valuesOf(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { data: text, http: text, https: text, mqtt: text, "county-http": text, local: { type: "boolean" } },
    }).values;
  } catch (error) {
    throw new GatewayError("start-usage", `npm start: ${messageOf(error)}`, `Usage: ${USAGE}`);
  }
}

function portOf(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const port = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && port <= 65_535) return port;
  throw new GatewayError(
    "start-usage",
    `npm start: --${name} ${text} is not a port`,
    "Give a number from 0 to 65535; 0 takes any free port.",
  );
}
