// The exit is pulled: one sentence and one matter on the console, real sockets behind it, and everything as before when it is back. And who is
// on the network without being in the register.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSwitch } from "#drivers/snmp/simulator/switch.ts";
import type { AlarmDeskView } from "#gateway/contract/alarm-desk.ts";
import { openWindow, signIn, startBrowser } from "../harness/browser.ts";
import { allEntries } from "../harness/entries.ts";
import { ADMIN_PASSWORD, startGateway } from "../harness/gateway.ts";
import { tempFolder } from "../harness/temp.ts";
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

test("an unknown computer at a switch is listed where it is plugged in, registered with what is known of it, and another ignored with a reason", async () => {
  await using folder = tempFolder("campus-story-switch");
  const communityFile = join(folder.path, "community");
  writeFileSync(communityFile, "reads");
  const at = (mac: string, ip: string, port: number) => ({ mac, ip, port });
  const neighbours = [
    at("3c:6a:2c:01:00:01", "10.0.8.30", 7),
    at("3c:6a:2c:01:00:02", "10.0.8.31", 8),
    at("a6:6a:2c:01:00:03", "10.0.8.32", 9),
  ];
  const secrets = { community: "reads", password: "password-of-nobody" };
  await using simulated = await startSwitch(10, 0, secrets, { neighbours });
  await using gateway = await startGateway({
    devices: {
      "sw-3": {
        name: "三楼交换机",
        driver: "snmp",
        profile: "snmp-neighbours",
        credential: undefined,
        every: "500ms",
        connection: { snmp: `127.0.0.1:${simulated.port}`, communityFile, timeout: "5s" },
      },
    },
  });
  const admin = await gateway.admin();
  const unknown = async () => {
    const { points } = (await admin.get("latest?device=sw-3&point=unknown")).json<{ points: { value: number }[] }>();
    return points[0]?.value;
  };
  await until("two unknown computers", async () => (await unknown()) === 2);
  await using window = await openWindow(browser, { base: gateway.run.http ?? "", language: "zh-CN" });
  const { page } = window;
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.getByRole("link", { name: "网络", exact: true }).click();
  const list = page.getByRole("list", { name: "未登记设备列表" });
  const row = (mac: string) => list.getByRole("listitem").filter({ hasText: mac });
  await row("3c:6a:2c:01:00:01").getByText("三楼交换机 端口 gi7").waitFor();
  expect(await list.getByRole("listitem").count()).toBe(2);

  await row("3c:6a:2c:01:00:01").getByRole("button", { name: "登记" }).click();
  expect(await page.getByLabel("MAC", { exact: true }).inputValue()).toBe("3c:6a:2c:01:00:01");
  expect(await page.getByLabel("IP", { exact: true }).inputValue()).toBe("10.0.8.30");
  await page.getByLabel("名称").fill("王老师的电脑");
  await page.getByRole("button", { name: "保存" }).click();
  await row("3c:6a:2c:01:00:01").waitFor({ state: "detached" });

  await row("3c:6a:2c:01:00:02").getByRole("button", { name: "忽略" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("原因").fill("借来的打印机");
  await dialog.getByRole("button", { name: "忽略" }).click();
  await page.getByText("没有未登记的设备，网络上的都在台账里。").waitFor();
  await until("nobody unknown", async () => (await unknown()) === 0);
  await page.getByText("已忽略", { exact: true }).click();
  await row("3c:6a:2c:01:00:02").getByText("admin：借来的打印机").waitFor();
  await row("3c:6a:2c:01:00:02").getByRole("button", { name: "恢复" }).click();
  await until("one unknown again", async () => (await unknown()) === 1);
  const told = (await allEntries(admin)).filter(({ type }) => type?.startsWith("network.") === true);
  expect(told.map(({ type, device }) => `${type} ${device}`).sort()).toEqual([
    "network.finding-ignored null",
    "network.finding-watched null",
    "network.unknown-device sw-3",
    "network.unknown-device sw-3",
  ]);
  expect(JSON.stringify(told)).not.toContain("借来的打印机");
  expect([window.foreign, window.faults]).toEqual([[], []]);
});
