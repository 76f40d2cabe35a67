// The options of `npm start -- …`, read and checked; what is not said stays null, so that a later start changes nothing unasked.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { clockTime } from "../demo/day/time.ts";

export interface UpOptions {
  /** Absolute folder; the gateway's files are in `campus` below it. */
  readonly data: string;
  /** 0 takes any free port; null: not said. */
  readonly ports: { readonly http: number | null; readonly https: number | null; readonly mqtt: number | null };
  /** Where the county's pages are; null: the usual port. */
  readonly countyHttp: number | null;
  /** False: the campus alone. */
  readonly county: boolean;
  /** HTTPS for this machine only, when campus.yaml is written for the first time. */
  readonly local: boolean;
  /** How the day of the virtual campus is played. */
  readonly day: PlayedDay;
}

export interface PlayedDay {
  /** So many times faster than time. */
  readonly speed: number;
  /** `HH:MM`, campus time, at which it begins; null: now. */
  readonly from: string | null;
  readonly seed: number;
}

const FASTEST = 3600;

export const USAGE = `npm start -- [--data DIR] [--http PORT] [--https PORT] [--mqtt PORT] [--county-http PORT] [--no-county] [--local]
            [--speed N] [--from HH:MM] [--seed N]
  --data DIR          where everything is kept (default: data)
  --http PORT         console and API for this machine (default 8080; 0 = any free port)
  --https PORT        console and API for the LAN (default 8443; any free port when --http is 0)
  --mqtt PORT         devices (default 1883)
  --county-http PORT  the county's API for this machine (default 8090; any free port when --http is 0)
  --no-county         the campus alone, without a county beside it
  --local             on the first start: HTTPS for this machine only, not for the LAN
  --speed N           the day of the virtual campus goes by N times faster (default 1, at most ${FASTEST})
  --from HH:MM        the time of day at which it begins (default: now)
  --seed N            another day of the same story (default 1)`;

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
    county: values["no-county"] !== true,
    local: values.local ?? false,
    day: {
      speed: numberOf("speed", values.speed ?? "1", (n) => n > 0 && n <= FASTEST, `above 0, at most ${FASTEST}`),
      from: timeOf(values.from),
      seed: numberOf("seed", values.seed ?? "1", (n) => Number.isInteger(n) && n >= 0 && n < 2 ** 31, "a whole number"),
    },
  };
}

function valuesOf(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: text,
        http: text,
        https: text,
        mqtt: text,
        "county-http": text,
        "no-county": { type: "boolean" },
        local: { type: "boolean" },
        speed: text,
        from: text,
        seed: text,
      },
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

function numberOf(name: string, text: string, fits: (value: number) => boolean, what: string): number {
  const value = Number(text);
  if (/^[0-9]+(\.[0-9]+)?$/.test(text) && fits(value)) return value;
  throw new GatewayError("start-usage", `npm start: --${name} ${text} does not fit`, `Give ${what}.`);
}

function timeOf(text: string | undefined): string | null {
  if (text === undefined || clockTime(text) !== null) return text ?? null;
  throw new GatewayError("start-usage", `npm start: --from ${text} is no time of day`, "Write HH:MM, such as 07:00.");
}
