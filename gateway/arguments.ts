// The command line of one gateway process.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { GatewayError, messageOf } from "./kit/errors.ts";

export interface Arguments {
  readonly config: string;
  readonly data: string;
  /** Start from the last good configuration when the file is wrong. */
  readonly lastGood: boolean;
  readonly logLevel: string;
}

export const USAGE =
  "usage: npm run gateway -- --config FILE --data DIR [--last-good] [--log-level debug|info|warn|error]";

/** Reads the arguments after the script's name. Throws GatewayError `usage`. */
export function readArguments(args: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: "string" },
        data: { type: "string" },
        "last-good": { type: "boolean", default: false },
        "log-level": { type: "string", default: "info" },
      },
    });
    const { config, data } = values;
    if (config === undefined || data === undefined) throw new Error("--config and --data are both needed");
    const logLevel = values["log-level"];
    if (!["debug", "info", "warn", "error"].includes(logLevel))
      throw new Error(`--log-level ${logLevel} is not a level`);
    return { config: resolve(config), data: resolve(data), lastGood: values["last-good"], logLevel };
  } catch (error) {
    throw new GatewayError("usage", messageOf(error), USAGE, { cause: error });
  }
}
