// One process that npm start looks after: its output goes to a log file, its last lines are kept for the report of its end.
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, existsSync, renameSync } from "node:fs";
import { createInterface } from "node:readline";

const SETPRIV = "/usr/bin/setpriv";
const LAST_LINES = 15;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves when the process is gone and its output is read. */
  readonly ended: Promise<Ended>;
  /** Its last lines, oldest first. */
  lastLines(): readonly string[];
  stop(signal: NodeJS.Signals): void;
}

/**
 * Starts the pinned Node with `args`; `keep` sees each line of its output and returns it as it goes into the log. The process has a group of its own, so that Ctrl-C reaches only us and everything stops
 * in order; where Linux offers it (setpriv), it is told to stop when we die without having been able to.
 */
export function startChild(
  name: string,
  args: readonly string[],
  logFile: string,
  keep: (line: string) => string,
): Child {
  const guarded = existsSync(SETPRIV);
  const child: ChildProcess = spawn(
    guarded ? SETPRIV : process.execPath,
    guarded ? ["--pdeathsig", "TERM", process.execPath, ...args] : [...args],
    { stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
  const log = createWriteStream(logFile, { mode: 0o600 });
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (line) => {
      const kept = keep(line);
      log.write(`${kept}\n`);
      tail.push(kept);
      if (tail.length > LAST_LINES) tail.shift();
    });
  }
  return {
    name,
    pid: child.pid ?? -1,
    logFile,
    ended: new Promise((resolve) => {
      child.once("error", (error) => {
        tail.push(error.message);
        resolve({ code: 127, signal: null });
      });
      child.once("close", (code, signal) => log.end(() => resolve({ code, signal })));
    }),
    lastLines: () => [...tail],
    stop: (signal) => {
      child.kill(signal);
    },
  };
}

/** What to tell when a process ended that should not have. */
export function reportOf(child: Child, { code, signal }: Ended): string {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return [
    `${child.name} 意外结束 (${how}) · ${child.name} ended unexpectedly with ${how}. ${adviceOf(code)}`,
    ...child.lastLines().map((line) => `  | ${line}`),
    `  全部输出 · all of its output: ${child.logFile}`,
  ].join("\n");
}

/** What the exit codes of the contract (§2) ask the operator to do. */
function adviceOf(code: number | null): string {
  if (code === 64) return "配置有误, 按下面的提示改好再启动。 Correct it as the lines below say and start again.";
  if (code === 70)
    return "存储失败: 检查磁盘空间和磁盘健康。 The store failed: check free space and the health of the disk.";
  if (code === 75)
    return "这个目录已有一个网关在运行: 先停掉它, 或用 --data 换目录。 Another gateway uses this folder: stop it, or give another one with --data.";
  return "看下面最后几行。 See its last lines below.";
}
