// The gateway's own alarms about InfluxDB: at once for what only people can change, after a while for what may pass.
import type { Clock } from "../../kit/clock.ts";
import type { Trouble } from "../../kit/line-store/answers.ts";
import type { Log } from "../../kit/log.ts";

/** A store that restarts is no alarm. */
const PATIENCE_MS = 10 * 60_000;

export interface OwnAlarms {
  own(
    alarm: { readonly id: string; readonly severity: "medium"; readonly text: Readonly<Record<string, string>> },
    isActive: boolean,
  ): Promise<void>;
}

const REFUSED = {
  id: "influx-refused",
  severity: "medium",
  text: {
    "zh-CN": "InfluxDB 拒绝写入：请检查地址、令牌、权限和数据库；数据暂存在网关",
    en: "InfluxDB refuses what it is sent: check address, token, rights and database; the data waits in the gateway",
  },
} as const;

const SILENT = {
  id: "influx-silent",
  severity: "medium",
  text: {
    "zh-CN": "InfluxDB 已超过 10 分钟没有接收数据；数据暂存在网关",
    en: "InfluxDB has taken nothing for more than 10 minutes; the data waits in the gateway",
  },
} as const;

const MAY_PASS: ReadonlySet<Trouble> = new Set(["busy", "failing", "unreachable", "no-answer"]);

export class TroubleAlarms implements Disposable {
  readonly #alarms: OwnAlarms;
  readonly #clock: Clock;
  readonly #log: Log;
  #waiting: Disposable | null = null;

  constructor(alarms: OwnAlarms, clock: Clock, log: Log) {
    this.#alarms = alarms;
    this.#clock = clock;
    this.#log = log;
  }

  /** How it stands; null: lines are taken, or there is no store. */
  tell(trouble: Trouble | null): void {
    const mayPass = trouble !== null && MAY_PASS.has(trouble);
    if (!mayPass) {
      this.#waiting?.[Symbol.dispose]();
      this.#waiting = null;
      this.#own(SILENT, false);
    } else this.#waiting ??= this.#clock.after(PATIENCE_MS, () => this.#own(SILENT, true));
    if (trouble === null) this.#own(REFUSED, false);
    else if (!mayPass) this.#own(REFUSED, true);
  }

  [Symbol.dispose](): void {
    this.#waiting?.[Symbol.dispose]();
  }

  #own(alarm: typeof REFUSED | typeof SILENT, isActive: boolean): void {
    this.#alarms
      .own(alarm, isActive)
      .catch((error: unknown) => this.#log.warn({ err: error, alarm: alarm.id }, "an alarm of our own was not told"));
  }
}
