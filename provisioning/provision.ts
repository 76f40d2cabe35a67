// `npm run provision -- TARGET …`: prepares another program for the gateway. It shows its plan, asks (or takes --yes), carries it out, and
// has nothing to do the second time.
import { createInterface } from "node:readline/promises";
import { provision } from "./provision-command.ts";

const stopping = new AbortController();
process.once("SIGINT", () => stopping.abort());

/** Asks on the terminal. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(question, { signal: stopping.signal });
  } finally {
    lines.close();
  }
}

process.exitCode = await provision(
  process.argv.slice(2),
  {
    // npm runs scripts in the package's folder, and says in INIT_CWD where it was called.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    say: (line) => console.log(line),
    warn: (line) => console.error(line),
    ask: process.stdin.isTTY && process.stdout.isTTY ? ask : null,
  },
  stopping.signal,
);
