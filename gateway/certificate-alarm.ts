// Alarms of certificates that run out, before they do: the one that https and mqtts are served with, and the campus's own towards the county.
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { OwnAlarm } from "./alarms/own.ts";
import type { Alarms } from "./alarms/port.ts";
import type { ConfigStore } from "./config/store.ts";
import { parseTime } from "./contract/time.ts";
import type { Clock } from "./kit/clock.ts";
import { messageOf } from "./kit/errors.ts";
import type { Log } from "./kit/log.ts";

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 3_600_000;
/** The nearest to the end first; the first that holds is the one that stands. */
const STEPS = [
  { days: 1, severity: "critical" },
  { days: 7, severity: "high" },
  { days: 30, severity: "medium" },
] as const;
const WHICH = {
  server: { "zh-CN": "网关的 TLS 证书", en: "The TLS certificate of the gateway" },
  county: { "zh-CN": "连接县级平台的证书", en: "The certificate towards the county" },
} as const;

export interface CertificateParts {
  readonly config: Pick<ConfigStore, "current" | "folder" | "onApplied">;
  readonly alarms: Pick<Alarms, "own">;
  /** When the certificate that is served runs out; null: none is. */
  readonly serverUntil: () => string | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** Raises and clears them, hourly and with each configuration, until disposed. */
export async function watchCertificates(parts: CertificateParts): Promise<AsyncDisposable> {
  const { config, alarms, serverUntil, clock, log } = parts;
  const tell = async (which: keyof typeof WHICH, untilMs: number | null): Promise<void> => {
    const left = untilMs === null ? Number.POSITIVE_INFINITY : untilMs - clock.now();
    const standing = STEPS.find(({ days }) => left < days * DAY_MS);
    for (const step of STEPS) await alarms.own(alarmOf(which, step), step === standing);
  };
  const look = async (): Promise<void> => {
    await tell("server", parseTime(serverUntil()));
    const file = config.current.county?.certificateFile ?? null;
    const until = file === null ? null : endOf(resolve(config.folder, file));
    if (until !== "unreadable") await tell("county", until);
  };
  let looking = look();
  const lookAgain = (): void => {
    looking = looking
      .then(look)
      .catch((error: unknown) => log.warn({ reason: messageOf(error) }, "certificates could not be looked at"));
  };
  await looking;
  const timer = clock.every(LOOK_EVERY_MS, lookAgain);
  const applied = config.onApplied(() => lookAgain());
  return {
    [Symbol.asyncDispose]: async () => {
      timer[Symbol.dispose]();
      applied[Symbol.dispose]();
      await looking;
    },
  };
}

function alarmOf(which: keyof typeof WHICH, { days, severity }: (typeof STEPS)[number]): OwnAlarm {
  const text = {
    "zh-CN": `${WHICH[which]["zh-CN"]}将在 ${days} 天内到期`,
    en: `${WHICH[which].en} runs out within ${days} ${days === 1 ? "day" : "days"}`,
  };
  return { id: `certificate-${which}-${days}d`, severity, text };
}

/** A file that cannot be read says nothing about when it ends: what stands, stands. */
function endOf(file: string): number | "unreadable" {
  try {
    return new X509Certificate(readFileSync(file)).validToDate.getTime();
  } catch {
    // The link tells why its certificate cannot be used.
    return "unreadable";
  }
}
