// The command `provision` in the test's own process: what it says, and its exit code. `answer` is what somebody types; without it nobody is there.
import { provision } from "../provision-command.ts";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runProvision(args: readonly string[], cwd: string, answer: string | null = null): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const ask = answer === null ? null : () => Promise.resolve(answer);
  const place = { cwd, ask, say: (line: string) => void out.push(line), warn: (line: string) => void err.push(line) };
  const code = await provision(args, place, new AbortController().signal);
  return { code, stdout: out.map((line) => `${line}\n`).join(""), stderr: err.map((line) => `${line}\n`).join("") };
}
