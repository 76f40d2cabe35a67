// Runs the generator in a process pinned to a core.
import { join } from "node:path";
import { command } from "../harness/command.ts";
import { PROJECT } from "../harness/gateway.ts";
import type { LoadOptions, LoadResult } from "./generator.ts";

/** The generator on core `core` (needs taskset), or wherever the kernel likes when null. */
export async function pinnedLoad(core: number | null, options: LoadOptions): Promise<LoadResult> {
  const script = [process.execPath, join(PROJECT, "test/bench/generator-process.ts")];
  const line = core === null ? script : ["taskset", "-c", String(core), ...script];
  const result = await command(line[0] ?? "", line.slice(1), {
    input: JSON.stringify(options),
    deadlineMs: 120_000 + options.measureMs + (options.drainMs ?? 0),
  });
  if (result.code !== 0) throw new Error(`the generator failed with ${result.code ?? result.signal}: ${result.stderr}`);
  return JSON.parse(result.stdout);
}
