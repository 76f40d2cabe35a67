// What a gateway says when it is ready: run.json for machines (contract §2), the first-run code for whoever installs it, a line of log.
import type { Log } from "./kit/log.ts";
import { writeRunFile } from "./kit/run-file.ts";
import { VERSION } from "./kit/version.ts";

export interface Ready {
  readonly campus: string;
  readonly epoch: string;
  readonly head: number;
  readonly http: string | null;
  readonly https: string | null;
  readonly mqtt: string | null;
  readonly mqtts: string | null;
  /** Of the certificate authority; null without TLS. */
  readonly fingerprint: string | null;
  /** Opens the first account; null when there is one. */
  readonly firstRunCode: string | null;
}

/** Call it when the listeners are open and the journal takes entries; disposing takes run.json away. */
export function announceReady(folder: string, ready: Ready, log: Log): Disposable {
  const { firstRunCode, ...told } = ready;
  const { campus, epoch, http, mqtt, mqtts } = told;
  if (firstRunCode !== null) process.stdout.write(`first-run code: ${firstRunCode}\n`);
  const runFile = writeRunFile(folder, { pid: process.pid, http, mqtt, mqtts, version: VERSION, campus, epoch });
  log.info({ ...told, version: VERSION }, "ready");
  return runFile;
}
