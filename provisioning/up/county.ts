// The county beside the virtual campus: its service and the simulated campuses, started once the gateway is ready, and what is told of them.
import { join } from "node:path";
import { CAMPUSES } from "#bridge/simulator/campuses.ts";
import { type Beside, sectionLine } from "./campus-link.ts";
import { type Child, reportOf, startChild } from "./child.ts";
import type { CountyFiles } from "./first-county.ts";
import { type RunJson, runJsonOf } from "./run-json.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const READY_WITHIN_MS = 120_000;
/** Two dozen campuses say little each: they need no large young generation. */
const NODE_FLAGS = ["--max-semi-space-size=2"];

/**
 * Starts the county and, when it is ready, the simulated campuses; `started` hears of each process, so that it can be stopped. Prints what people
 * need. `unlinked`: how campus.yaml could lead to this county, if it does not.
 */
export async function startCounty(
  files: CountyFiles,
  unlinked: Beside | null,
  seed: number,
  started: (child: Child) => void,
  signal: AbortSignal,
): Promise<void> {
  let code: string | null = null;
  const service = [join(ROOT, "cloud-bridge", "county", "start.ts"), "--config", files.config, "--data", files.folder];
  const county = startChild("county", service, join(files.folder, "county.log"), (line) => {
    code ??= /^first-run code: (\S+)/.exec(line)?.[1] ?? null;
    return line.replace(code ?? "\n", "(shown by npm start)");
  });
  started(county);
  const waiting = new AbortController();
  const until = AbortSignal.any([waiting.signal, signal, AbortSignal.timeout(READY_WITHIN_MS)]);
  const run = await Promise.race([runJsonOf(files.folder, county.pid, until), county.ended.then(() => null)]);
  waiting.abort();
  const url = run?.mqtts ?? run?.mqtt ?? null;
  if (run === null || url === null) {
    // One that listens for no campus, as its county.yaml may say, goes on alone.
    if (!signal.aborted && run === null) console.error(reportOf(county, await county.ended));
    return;
  }
  const play = [join(ROOT, "cloud-bridge", "simulator", "start.ts"), "--url", url, "--secrets", files.secrets];
  if (run.mqtts !== null) play.push("--ca", files.authorityFile);
  const args = [...NODE_FLAGS, ...play, "--seed", String(seed)];
  started(startChild("simulated campuses", args, join(files.folder, "simulated-campuses.log"), (line) => line));
  console.log(countyText({ run, url, files, code, unlinked }));
}

interface Told {
  readonly run: RunJson;
  readonly url: string;
  readonly files: CountyFiles;
  readonly code: string | null;
  readonly unlinked: Beside | null;
}

function countyText({ run, url, files, code, unlinked }: Told): string {
  return [
    `县级平台已启动 · The county service is running (${run.campus})`,
    "",
    `  县级 HTTP   · county HTTP          ${run.http}`,
    `  各校 MQTT   · campuses call        ${url}`,
    `  配置        · configuration        ${files.config}`,
    `  模拟学校    · simulated campuses   ${CAMPUSES.length} 所, 全部是模拟数据 / all data simulated`,
    ...(unlinked === null
      ? []
      : [
          "  注意        · note                 campus.yaml 没有指向这个县级平台, 可写 · campus.yaml does not lead to this county; it could say:",
          `                                     ${sectionLine(unlinked)}`,
        ]),
    ...(code === null
      ? []
      : [
          `  首次启动码  · first-run code       ${code}   (建好县级第一个账号后失效 · void once the county's first account exists)`,
        ]),
    "",
  ].join("\n");
}
