// `npm start` as a process: the real gateway, the virtual campus, and what people see of them.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CommandView } from "#bridge/county/api/commands.ts";
import type { CountyAlarms, FleetAnswer } from "#gateway/contract/county.ts";
import { PROJECT } from "#test/harness/gateway.ts";
import { HttpClient } from "#test/harness/http.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";

const WAIT_MS = 90_000;
const PASSWORD = "four words of my own";

interface Started extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  /** All output so far. */
  said(): string;
}

/** Runs up.ts on free loopback ports with its data in `data`. */
function start(data: string, ...more: string[]): Started {
  const args = ["--data", data, "--http", "0", "--mqtt", "0", "--local", ...more];
  const child = spawn(process.execPath, [join(PROJECT, "provisioning", "up.ts"), ...args], { cwd: PROJECT });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += String(chunk)));
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    child,
    exit,
    said: () => text,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await exit;
    },
  };
}

const ready = (up: Started) => expect.poll(() => up.said(), { timeout: 40_000 }).toContain("stop: Ctrl-C");
const runJson = (data: string) => JSON.parse(readFileSync(join(data, "campus", "run.json"), "utf8"));
/** What the summary tells to do: the address to open and the code to type there. */
function stepsIn(said: string): { address: string; code: string } {
  const [, address] = /open in a browser: {2}(http\S+)/.exec(said) ?? [];
  const [, code] = /first-run code: {2}(\S+)/.exec(said) ?? [];
  if (address === undefined || code === undefined) throw new Error(`no address or no code in: ${said}`);
  return { address, code };
}

test("the first start shows a gateway with live readings that the printed lines reach; Ctrl-C stops all of it within 5 s", async () => {
  await using folder = tempFolder("campus-up");
  await using up = start(folder.path, "--no-county");
  await ready(up);
  const run = runJson(folder.path);

  const { address, code } = stepsIn(up.said());
  expect(await (await fetch(address)).text()).toContain('<div id="root">');
  const body = JSON.stringify({ code, username: "admin", password: PASSWORD });
  const headers = { "content-type": "application/json" };
  const made = await fetch(`${address}/api/v1/setup`, { method: "POST", body, headers });
  expect(made.status).toBe(200);
  const cookie = (made.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const readings = async () => {
    const page = await fetch(`${run.http}/api/v1/entries?kind=reading&device=mr1-env`, { headers: { cookie } });
    return ((await page.json()) as { entries: unknown[] }).entries.length;
  };
  await expect.poll(readings, { timeout: 15_000 }).toBeGreaterThan(0);

  expect(readFileSync(join(folder.path, "campus", "gateway.log"), "utf8")).not.toContain(code);

  const before = performance.now();
  up.child.kill("SIGINT");
  expect(await up.exit).toBe(0);
  expect(performance.now() - before).toBeLessThan(5000);
  expect(existsSync(`/proc/${run.pid}`)).toBe(false);
});

test("a later start keeps the campus; a second one on the same folder is refused and harms nothing", async () => {
  await using folder = tempFolder("campus-up");
  const config = join(folder.path, "campus", "campus.yaml");
  {
    await using first = start(folder.path, "--no-county");
    await ready(first);
    await using second = start(folder.path, "--no-county");
    expect(await second.exit).toBe(1);
    expect(second.said()).toContain("already runs a gateway");
    expect(first.child.exitCode).toBeNull();
  }
  const text = readFileSync(config, "utf8");
  await using again = start(folder.path, "--no-county");
  await ready(again);
  expect(readFileSync(config, "utf8")).toBe(text);
});

test("when the gateway dies, its end, its exit and its last lines are told, and everything stops with exit code 1", async () => {
  await using folder = tempFolder("campus-up");
  await using up = start(folder.path, "--no-county");
  await ready(up);
  process.kill(runJson(folder.path).pid, "SIGKILL");
  expect(await up.exit).toBe(1);
  expect(up.said()).toMatch(/gateway ended unexpectedly with signal SIGKILL[\s\S]*"msg":"[\s\S]*gateway\.log/);
});

test("when the virtual campus dies, that is told and the gateway goes on", async () => {
  await using folder = tempFolder("campus-up");
  await using up = start(folder.path, "--no-county");
  await ready(up);
  const device = childOf(up.child.pid ?? 0, "demo/start.mjs");
  process.kill(device, "SIGKILL");
  await expect
    .poll(() => up.said(), { timeout: 10_000 })
    .toMatch(/virtual campus ended unexpectedly[\s\S]*To have it back/);
  expect((await fetch(`${runJson(folder.path).http}/readyz`)).status).toBe(200);
});

test("the county is shown beside the campus: it acknowledges an alarm there as far as campus.yaml lets it, 23 played campuses connect, a later start keeps its ports", async () => {
  await using folder = tempFolder("campus-up");
  const files = ["campus/campus.yaml", "county/county.yaml"].map((name) => join(folder.path, name));
  const texts = () => files.map((file) => readFileSync(file, "utf8"));
  let before: string[];
  {
    // There is water under the air conditioner from 23:05 on.
    await using up = start(folder.path, "--county-http", "0", "--from", "23:06");
    await expect.poll(() => up.said(), { timeout: 60_000 }).toContain("The county service is running");
    before = texts();
    const [, code] = /first-run code {7}(\S+)/.exec(up.said()) ?? [];
    const { http, campus } = JSON.parse(readFileSync(join(folder.path, "county", "run.json"), "utf8"));
    expect(campus).toBe("yunxiu");
    const county = new HttpClient(http);
    expect((await county.post("setup", { code, username: "admin", password: PASSWORD })).status).toBe(200);
    expect((await county.signIn("admin", PASSWORD)).status).toBe(200);

    const alarm = await until(
      "the alarm at the county",
      async () => {
        const { alarms } = (await county.get("campuses/no3-middle/alarms")).json<CountyAlarms>();
        return alarms.find(({ rule }) => rule === "mr-leak");
      },
      WAIT_MS,
    );
    const acknowledge = async () => {
      const wish = { occurrence: alarm.occurrence, comment: "县里看到了" };
      const { id } = (await county.post(`campuses/no3-middle/alarms/${alarm.id}/ack`, wish)).json<CommandView>();
      return await until(
        "the campus's answer",
        async () => {
          const { state, code: why } = (await county.get(`commands/${id}`)).json<CommandView>();
          return !["issued", "requested", "started"].includes(state) && { state, why };
        },
        WAIT_MS,
      );
    };
    expect(await acknowledge()).toEqual({ state: "done", why: null });
    const [config = ""] = files;
    writeFileSync(config, (before[0] ?? "").replace("may: [alarms.ack, duty.spot-check]", "may: []"));
    await until("the campus to allow it no longer", async () => (await acknowledge()).why === "not-permitted", WAIT_MS);
    writeFileSync(config, before[0] ?? "");

    const fleet = async () => (await county.get("campuses")).json<FleetAnswer>();
    expect((await fleet()).county.simulated).toBe(true);
    // All but the one that is dark at night.
    await until("the others", async () => (await fleet()).campuses.filter(({ version }) => version !== null).length >= 23, WAIT_MS); // biome-ignore format: one line
    expect((await fleet()).campuses.find(({ id }) => id === "no3-middle")?.certificateUntil).not.toBeNull();
    expect(readFileSync(join(folder.path, "county", "county.log"), "utf8")).not.toContain(code);
  }
  await using again = start(folder.path);
  await ready(again);
  expect(texts()).toEqual(before);
}, 300_000);

/** The child process of `parent` whose command line contains `words`. */
function childOf(parent: number, words: string): number {
  const pids = readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").trim().split(" ").map(Number);
  const found = pids.find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(words));
  if (found === undefined) throw new Error(`no child of ${parent} runs ${words}`);
  return found;
}
