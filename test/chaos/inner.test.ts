import { expect, test } from "vitest";
import { until } from "../harness/wait.ts";
import { LoadedGateway } from "./loaded-gateway.ts";

/** Code that the process under test runs in its main thread when it gets SIGUSR2. */
function planted(code: string): Readonly<Record<string, string>> {
  const module = `import { isMainThread } from "node:worker_threads"; if (isMainThread) process.on("SIGUSR2", () => { ${code} });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(module)}` };
}

async function loadedWith(code: string): Promise<LoadedGateway> {
  const loaded = new LoadedGateway({ env: planted(code) });
  await loaded.gateway.start();
  await loaded.connect(60);
  return loaded;
}

test.each([
  ["a rejection that nobody handles", "Promise.reject(new Error('planted'));"],
  ["an exception that nobody catches", "throw new Error('planted');"],
])(
  "%s ends the process with its cause on stderr, and nothing acknowledged is lost",
  async (_, code) => {
    await using loaded = await loadedWith(code);
    await loaded.progress();
    loaded.gateway.signal("SIGUSR2");
    const exit = await loaded.gateway.exited;
    expect(exit.signal).toBeNull();
    expect(exit.code).toBeGreaterThan(0);
    expect(loaded.gateway.stderr).toContain("planted");
    expect(await loaded.faultsAfterRestart()).toEqual([]);
  },
  120_000,
);

test("a main thread that is blocked for five seconds disconnects nobody and loses nothing", async () => {
  await using loaded = await loadedWith("const end = Date.now() + 5000; while (Date.now() < end);");
  await loaded.progress();
  loaded.gateway.signal("SIGUSR2");
  await until("the end of the block", async () => (await loaded.gateway.client().get("/healthz")).status === 200);
  await loaded.progress();
  expect(loaded.disconnects).toBe(0);
  expect(await loaded.faults()).toEqual([]);
}, 120_000);
