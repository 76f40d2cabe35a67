// Structured log lines on stderr (pino). debug/info are for developers; warn = one device, error = a whole function, fatal = the gateway exits.
import { type DestinationStream, type Logger, pino } from "pino";

export type Log = Logger;

/** A logger that writes JSON lines to stderr (file descriptor 2), or to `destination` in tests. */
export function createLog(level: string, destination?: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // Secrets must not reach a log even when somebody logs a whole request or configuration.
      redact: [
        "password",
        "secret",
        "token",
        "*.password",
        "*.secret",
        "*.token",
        "headers.authorization",
        "headers.cookie",
      ],
    },
    destination ?? pino.destination({ fd: 2, sync: true }),
  );
}
