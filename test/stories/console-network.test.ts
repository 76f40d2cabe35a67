// The exit is pulled: one sentence and one matter on the console, real sockets behind it, and everything as before when it is back.
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AlarmDeskView } from "#gateway/contract/alarm-desk.ts";
import { openWindow, signIn, startBrowser } from "../harness/browser.ts";
import { allEntries } from "../harness/entries.ts";
import { ADMIN_PASSWORD, startGateway } from "../harness/gateway.ts";
import { until } from "../harness/wait.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** Something that takes connections on loopback, until it is pulled, and again on the same port when it is plugged in. */
async function line() {
  let server: Server = createServer((socket) => socket.destroy());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const pull = async () => {
    if (!server.listening) return;
    server.close();
    await once(server, "close");
  };
  return {
    port,
    pull,
    plug: async () => {
      server = createServer((socket) => socket.destroy()).listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    [Symbol.asyncDispose]: pull,
  };
}

/** Without delays: what must come first is waited for. */
const down = (id: string, device: string) => ({ id, device, point: "up", equals: false });

test("the exit is pulled: one sentence, one alarm that calls, the rest explained; it is plugged in: fine again", async () => {
  await using core = await line();
  await using exit = await line();
  await using site = await line();
  await using county = await line();
  const probe = (name: string, { port }: { port: number }, network: object) => ({
    name,
    driver: "probe",
    profile: "probe-tcp",
    credential: undefined,
    every: "200ms",
    connection: { connect: `127.0.0.1:${port}`, timeout: "5s" },
    network,
  });
  await using gateway = await startGateway({
    devices: {
      core: probe("核心交换机", core, { level: "core" }),
      exit: probe("电信出口", exit, { level: "exit", behind: "core" }),
      site: probe("学校网站", site, { level: "exit", behind: "exit" }),
      county: probe("县平台", county, { level: "exit", behind: "exit" }),
    },
    config: {
      alarms: [
        down("core-out", "core"),
        down("exit-out", "exit"),
        down("site-out", "site"),
        down("county-out", "county"),
      ],
    },
  });
  const admin = await gateway.admin();
  await using window = await openWindow(browser, { base: gateway.run.http ?? "", language: "zh-CN" });
  const { page } = window;
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.getByRole("link", { name: "网络", exact: true }).click();
  await page.getByText("网络正常，4 台都没有断").waitFor();

  const raisedOf = async (count: number) => {
    const entries = (await allEntries(admin)).filter(({ type }) => type === "alarm.raised");
    return entries.length === count && entries;
  };
  await exit.pull();
  await until("the exit's alarm", () => raisedOf(1));
  await Promise.all([site.pull(), county.pull()]);
  const raised = await until("three alarms", () => raisedOf(3));
  await page.getByText("出口不通：电信出口", { exact: true }).waitFor();
  await page.locator("[data-device=site]").getByText("因为 电信出口 不通").waitFor();
  expect(await page.locator("[data-device=core]").getByText("通", { exact: true }).count()).toBe(1);
  expect(raised.filter(({ body }) => body.suppressed !== true).map(({ body }) => body.id)).toEqual([
    "exit-out.exit.up",
  ]);
  const { groups } = (await admin.get("alarms/desk")).json<AlarmDeskView>();
  expect(groups.map(({ root, alarms }) => [root.kind, root.id, alarms.length])).toEqual([["device", "exit", 3]]);

  await Promise.all([exit.plug(), site.plug(), county.plug()]);
  await page.getByText("网络正常，4 台都没有断").waitFor();
  expect([window.foreign, window.faults]).toEqual([[], []]);
});
