// What the command line of `npm run try` says of the way to a device, as the `connection` of campus.yaml.
import { GatewayError } from "#gateway/kit/errors.ts";

type Json = Readonly<Record<string, unknown>>;

/** Options of the links; all of them are texts. */
export const LINK_OPTIONS = {
  unit: { type: "string" },
  timeout: { type: "string" },
  serial: { type: "string" },
  baud: { type: "string" },
  parity: { type: "string" },
  "stop-bits": { type: "string" },
  turnaround: { type: "string" },
  rtu: { type: "boolean" },
} as const;

export type LinkValues = {
  readonly [K in Exclude<keyof typeof LINK_OPTIONS, "rtu">]?: string | undefined;
} & { readonly rtu?: boolean | undefined };

/** The connection of a device of this driver; an address is what stands there without a dash, and may be missing with --serial. */
export function connectionOf(driver: string, address: string | undefined, values: LinkValues, usage: string): Json {
  const { serial, rtu = false, unit, timeout, baud, parity, "stop-bits": stopBits, turnaround } = values;
  if ((address === undefined) === (serial === undefined))
    throw new GatewayError("usage", "an address or --serial is needed, one of them", `call it as ${usage}`);
  if (driver === "gpio") return lineOf(address ?? "");
  return {
    ...(serial === undefined ? { [rtu ? "rtuOverTcp" : "tcp"]: address } : { serial }),
    ...given({ unit: numberOf(unit), timeout, baud: numberOf(baud), parity, stopBits: numberOf(stopBits), turnaround }),
  };
}

/** What is no number stays text, for the driver to say what is wrong with it. */
function numberOf(text: string | undefined): string | number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}

function given(values: Json): Json {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** `gpiochip0:17`, `gpiochip0:NAME`, or the line's name alone. */
function lineOf(address: string): Json {
  const [, chip, line = address] = /^(gpiochip\d+):(.+)$/.exec(address) ?? [];
  return { ...(chip === undefined ? {} : { chip }), line: /^\d+$/.test(line) ? Number(line) : line };
}
