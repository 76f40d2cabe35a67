// The console's list of devices, the page of one device, and commands, in Debian's Chromium against a real gateway.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { type Simulator, startSimulator } from "#drivers/modbus/simulator/server.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { ADMIN_PASSWORD, type Gateway, startGateway } from "../harness/gateway.ts";
import { connectDevice, type MqttDevice } from "../harness/mqtt.ts";

const HOSTILE = "<img src=x onerror=alert(1)>";
const READER = 0;
const UPS = 1;

const unit = memoryUnit();
/** A sensor of temperature and humidity. */
const sensor = memoryUnit();
let simulator: Simulator;
let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  for (const table of [1, 2] as const) unit.set(table, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  sensor.set(4, 1, 0x131, 546);
  const units = new Map([
    [1, unit],
    [2, sensor],
  ]);
  simulator = await startSimulator({ units, clock: systemClock });
  const modbus = (port: number) => ({
    driver: "modbus",
    profile: "waveshare-io-8ch",
    connection: { tcp: `127.0.0.1:${port}`, unit: 1, timeout: "1s" },
    every: "200ms",
    credential: undefined,
  });
  gateway = await startGateway({
    config: { places: [{ id: "gate", name: "东门", class: "gate" }] },
    devices: {
      "gate-east": { name: HOSTILE, place: "gate", profile: "native-door" },
      ups: { name: "不间断电源" },
      relays: { name: "配电柜开关量", ...modbus(simulator.port), points: { do2: { name: "排风机" } } },
      rack: {
        name: "机柜温湿度",
        ...modbus(simulator.port),
        profile: "xy-md02",
        connection: { tcp: `127.0.0.1:${simulator.port}`, unit: 2, timeout: "1s" },
      },
      // Nobody listens on the discard port of this machine.
      dead: { name: "坏掉的模块", ...modbus(9) },
    },
  });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
});

const window = (language: "zh-CN" | "en", size: (typeof SIZES)[keyof typeof SIZES] = SIZES.laptop) =>
  openWindow(browser, { base: gateway.run.http ?? "", language, size });

/** A device that opens its door, and answers everything else with a refusal. */
async function obedient(index: number): Promise<MqttDevice> {
  const device = await connectDevice(gateway, gateway.device(index));
  await device.subscribe(`campus/v1/${device.id}/command`);
  device.client.on("message", (_topic, payload) => {
    const { id, name } = JSON.parse(payload.toString("utf8"));
    const result = name === "open" ? { id, ok: true } : { id, ok: false, code: "not-supported", detail: HOSTILE };
    device.publish("result", result).catch(() => undefined);
  });
  return device;
}

test("what is away stands first with the reason in words; a guard's word finds a device, and the address keeps the search", async () => {
  await using view = await window("zh-CN");
  const { page } = view;
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.goto("/devices");
  const first = page.locator("tbody tr").first();
  await first.getByText("设备地址拒绝连接").waitFor();
  expect(await first.textContent()).toContain("坏掉的模块");
  await page.getByRole("searchbox").fill("刷卡机");
  await page.getByText("1 / 5 台").waitFor();
  expect(await first.textContent()).toContain(HOSTILE);
  await page.reload();
  await page.getByText("1 / 5 台").waitFor();
  await page.getByRole("link", { name: HOSTILE }).click();
  await page.getByRole("heading", { level: 1, name: HOSTILE }).waitFor();
  expect([view.foreign, view.faults, await page.locator("img[src=x]").count()]).toEqual([[], [], 0]);
});

test("a value appears as it comes, its course is drawn and can be read as a table, and a bad one is never dressed as live", async () => {
  await using view = await window("en");
  const { page } = view;
  await using ups = await connectDevice(gateway, gateway.device(UPS));
  await ups.telemetry({ battery: 97, leak: false });
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.goto("/devices/ups?points=battery");
  const values = page.getByRole("region", { name: "Live values" });
  await values.getByText("97 %").waitFor();
  await ups.telemetry({ battery: 42, leak: true });
  await values.getByText("42 %").waitFor();
  await values.getByText("leak ·").waitFor();
  await page.getByRole("article", { name: "Battery" }).locator("canvas").waitFor();
  await page.getByRole("button", { name: "Battery Table" }).click();
  await page.getByRole("cell", { name: "97 %" }).waitFor();
  await ups.telemetry({ battery: null });
  await values.getByText("device gave no value").waitFor();
  expect(await values.getByText("Last good value").textContent()).toContain("42 %");
  expect([view.foreign, view.faults]).toEqual([[], []]);
});

test("a sensor that talks nonsense shows no number but why; its bytes stay one click away when it is well again", async () => {
  await using view = await window("zh-CN");
  const { page } = view;
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.goto("/devices/rack");
  const values = page.getByRole("region", { name: "实时数值" });
  await values.getByText("30.5 °C").waitFor();
  sensor.set(4, 1, 0x7fff, 546);
  await values.getByText("超出量程").waitFor();
  expect(await values.textContent()).not.toContain("3276.7");
  sensor.set(4, 1, 0x131, 546);
  const bad = page.locator("details.bad-answer");
  await bad.waitFor();
  expect(await bad.getByText("7f ff").isVisible()).toBe(false);
  await bad.getByText("最近一次未被采信的应答").click();
  await bad.getByText("7f ff").waitFor();
  expect(view.faults).toEqual([]);
});

test("a relay is switched with one tap, and the page says in place what became of it and who did it", async () => {
  await using view = await window("zh-CN", SIZES.phone);
  const { page } = view;
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.goto("/devices/relays");
  await page.getByRole("button", { name: "排风机 接通" }).click();
  await page.getByRole("status").getByText("已完成").waitFor();
  expect(unit.read(1, 1)).toBe(1);
  expect(await page.getByRole("list", { name: "最近的操作" }).textContent()).toContain("admin");
  await page.getByText("从站 1").first().waitFor();
  expect(await page.evaluate(`document.documentElement.scrollWidth <= innerWidth`)).toBe(true);
  expect(view.faults).toEqual([]);
});

test("an output that nobody has named stands apart and asks once before it is switched", async () => {
  await using view = await window("zh-CN");
  const { page } = view;
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.goto("/devices/relays");
  await page.getByRole("button", { name: "排风机 接通" }).waitFor();
  expect(await page.getByRole("button", { name: /输出5/ }).count()).toBe(0);
  await page.getByText("未命名的输出（7 路）").click();
  await page.getByRole("button", { name: "输出5 通/断 接通" }).click();
  const question = page.getByRole("dialog");
  await question.getByText("配电柜开关量").waitFor();
  expect(unit.read(1, 4)).toBe(0);
  await question.getByRole("button", { name: "取消" }).click();
  await question.waitFor({ state: "hidden" });
  expect(unit.read(1, 4)).toBe(0);
});

test("a door opens with one tap and no question", async () => {
  await using view = await window("zh-CN");
  const { page } = view;
  await using _reader = await obedient(READER);
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.goto("/devices/gate-east");
  await page.getByRole("button", { name: "开门" }).click();
  await page.getByRole("status").getByText("已完成").waitFor();
  expect(await page.getByRole("dialog").count()).toBe(0);
  expect(view.faults).toEqual([]);
});

test("keeping a door open is asked about by name; what the device refuses is said with its reason as text and what to do", async () => {
  await using view = await window("zh-CN");
  const { page } = view;
  await using _device = await obedient(UPS);
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.goto("/devices/ups");
  await page.getByText("发送其他命令").click();
  await page.getByLabel("命令名").fill("hold-open");
  await page.keyboard.press("Enter");
  const question = page.getByRole("dialog");
  await question.getByText("不间断电源").waitFor();
  await question.getByRole("button", { name: "常开" }).click();
  const outcome = page.getByRole("status");
  await outcome.getByText("设备没有照做").waitFor();
  expect(await outcome.textContent()).toContain(HOSTILE);
  expect([view.faults, await page.locator("img[src=x]").count()]).toEqual([[], 0]);
});

test("whoever may only look sees values and no commands", async () => {
  const admin = await gateway.admin();
  const password = "lantern river copper seven";
  const account = { id: "looker", password, roles: ["viewer"] };
  expect((await admin.post("accounts", account)).status).toBeLessThan(300);
  await using view = await window("en");
  const { page } = view;
  await signIn(page, "looker", password);
  await page.goto("/devices/relays");
  await page.getByRole("region", { name: "Live values" }).waitFor();
  await page.getByRole("region", { name: "Trends" }).waitFor();
  expect(await page.getByRole("region", { name: "Commands" }).count()).toBe(0);
  expect(await page.getByRole("region", { name: "Configuration" }).count()).toBe(0);
});
