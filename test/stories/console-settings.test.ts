// The settings in the console, in Debian's Chromium against a real gateway: what an IT teacher does to the configuration, and what never happens to it.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import axe from "axe-core";
import type { Browser, Cookie, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { startLine } from "#drivers/modbus/simulator/rtu.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { startPymodbus } from "../harness/pymodbus.ts";
import { sharedGateway } from "./shared-gateway.ts";

const HOSTILE = "<img src=x onerror=alert(1)>";
const gateway = sharedGateway({
  config: { places: [{ id: "mr", name: HOSTILE, class: "machine-room" }] },
  devices: {
    "gate-east": { name: HOSTILE, place: "mr" },
    roof: { name: "楼顶", driver: "modbus", profile: "xy-md02", connection: { tcp: "127.0.0.1:9" }, enabled: false },
  },
});
let browser: Browser;
/** The administrator's session, so that not each window has to sign in. */
let session: Cookie[] = [];
beforeAll(async () => {
  browser = await startBrowser();
  await using window = await openWindow(browser, { base: base(), language: "en" });
  await signIn(window.page, "admin", ADMIN_PASSWORD);
  session = await window.context.cookies();
});
afterAll(() => browser.close());

const base = () => gateway().run.http ?? "";
const file = () => readFileSync(gateway().configFile, "utf8");

async function opened(
  path: string,
  language: "zh-CN" | "en",
  size = SIZES.laptop as { width: number; height: number },
) {
  const window = await openWindow(browser, { base: base(), language, size });
  await window.context.addCookies(session);
  await window.page.goto(path);
  return window;
}
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

test("a device on a serial line is reached through a port or a serial server; a port that is not there is said with what to check", async () => {
  const unit = memoryUnit();
  unit.set(4, 1, 0x131, 546);
  await using line = await startLine({ units: new Map([[3, unit]]), clock: systemClock });
  await using window = await opened("/settings/devices/new", "zh-CN");
  const { page } = window;
  const choose = async (kind: string) => {
    await field(page, "连接方式").click();
    await page.locator(".ant-select-item-option", { hasText: kind }).click();
  };
  await page.getByRole("searchbox").fill("XY-MD02");
  await page.getByRole("button", { name: /XY-MD02/ }).click();
  await choose("本机串口");
  await field(page, "串口路径").fill("/dev/serial/by-id/usb-none");
  await page.getByRole("button", { name: "立即测试" }).click();
  await page.getByText("没有这个串口").waitFor();
  await choose("串口服务器透传");
  await field(page, "地址和端口").fill(`127.0.0.1:${line.port}`);
  await field(page, "站号").fill("3");
  await page.getByRole("button", { name: "立即测试" }).click();
  await page.getByRole("cell", { name: "30.5 °C" }).waitFor();
});

test("a probe asks for what its kind needs, is tried before it is saved, and each kind forgets whom the other asked", async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  await using window = await opened("/settings/devices/new", "zh-CN");
  const { page } = window;
  await page.getByRole("button", { name: /TCP/ }).click();
  await page.getByRole("button", { name: "立即测试" }).click();
  await page.getByText("请填写", { exact: true }).first().waitFor();
  await field(page, "TCP 地址和端口").fill(`127.0.0.1：${port}`);
  await page.getByRole("button", { name: "立即测试" }).click();
  await page.getByRole("cell", { name: "ms" }).first().waitFor();
  server.close();
  await page.getByRole("button", { name: "更换" }).click();
  await page.getByRole("button", { name: /域名/ }).click();
  await field(page, "要解析的域名").fill("www.gov.cn");
  await field(page, "域名服务器").fill("ns.example");
  await page.getByRole("button", { name: "立即测试" }).click();
  await page.getByText("域名服务器要写 IP 地址").waitFor();
});

test("what is computed is told at its inputs what is missing, and is made by choosing the device that it comes from", async () => {
  await using window = await opened("/settings/devices/new", "zh-CN");
  const { page } = window;
  await page.getByRole("button", { name: /^露点/ }).click();
  await field(page, "名称").fill("机房露点");
  await field(page, "编号").fill("dew");
  await page.getByRole("button", { name: "保存" }).click();
  await page.locator(".ant-form-item-explain-error").first().waitFor();
  await field(page, "取自设备").click();
  await page.locator(".ant-select-item-option", { hasText: "楼顶" }).click();
  await field(page, "湿度").click();
  await page.locator(".ant-select-item-option", { hasText: "楼顶 · 湿度" }).click();
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByText("已保存并生效").first().waitFor();
  const { device } = (await (await gateway().admin()).get("config/devices/dew")).json<{ device: object }>();
  expect(device).toMatchObject({
    driver: "derived",
    profile: "dew-point",
    connection: { of: "roof", inputs: { humidity: "roof.humidity" } },
  });
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("a meter is tried before it is saved, keeps what was typed over a reload, is live after saving, and undone leaves no trace", async () => {
  // 231.5 as the two words of a float, at the address of the voltage; the meter is pymodbus, which shares nothing with the gateway.
  const registers = { ...Object.fromEntries(Array.from({ length: 400 }, (_, n) => [n, 0])), 0: 0x4367, 1: 0x8000 };
  await using meter = await startPymodbus({ 2: { ir: registers } });
  await using window = await opened("/settings/devices/new", "zh-CN");
  const { page } = window;
  const before = file();
  await page.getByRole("searchbox").fill("单相电表");
  await page.getByRole("button", { name: /SDM120/ }).click();
  await field(page, "地址和端口").fill(meter.address);
  await page.getByRole("button", { name: "立即测试" }).click();
  await page.getByText("该站号没有回应").waitFor();
  await field(page, "名称").fill("一号机房电表");
  await field(page, "站号").fill("2");
  await page.reload();
  await page.getByText("已恢复上次没有保存的内容").waitFor();
  expect(await field(page, "编号").inputValue()).toBe("sdm120-1");
  await page.getByRole("button", { name: "立即测试" }).click();
  await page.getByRole("cell", { name: "231.5 V" }).waitFor();
  expect(file()).toBe(before);

  await page.getByRole("button", { name: "保存" }).click();
  await page.getByText(/第一个读数在保存后 [\d.]+ 秒到达/).waitFor();
  expect(file()).toContain(`tcp: ${meter.address}`);
  await page.getByRole("button", { name: "撤销" }).click();
  await page
    .getByText(/已撤销/)
    .first()
    .waitFor();
  await page.getByText(/第一个读数在保存后/).waitFor({ state: "hidden" });
  expect(file()).toBe(before);
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("what two people change of one device at the same time is shown, and both changes are kept", async () => {
  await using window = await opened("/settings/devices/roof", "en");
  const { page } = window;
  await field(page, "Name").fill("Roof sensor");
  const admin = await gateway().admin();
  const { device, version } = (await admin.get("config/devices/roof")).json<{ device: object; version: string }>();
  const body = { ...device, every: "7s" };
  expect((await admin.ask("PUT", "config/devices/roof", { headers: { "if-match": version }, body })).status).toBe(200);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Somebody changed the same thing").waitFor();
  await page.getByRole("cell", { name: "7s" }).waitFor();
  await page.getByRole("button", { name: "Save mine on top" }).click();
  await page.getByText("The device is disabled and is not asked").waitFor();
  expect((await admin.get("config/devices/roof")).json()).toMatchObject({
    device: { name: "Roof sensor", every: "7s" },
  });
});

test("a wrong field is told at the field, and a device that sends to us is shown its secret once, which works", async () => {
  await using window = await opened("/settings/devices/new", "en", SIZES.phone);
  const { page } = window;
  await page.getByRole("button", { name: /Device that speaks the gateway's own MQTT format/ }).click();
  await field(page, "Name").fill(HOSTILE);
  await field(page, "Id").fill("gate-east");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("There is a device with this id").waitFor();
  await field(page, "Id").fill("air");
  expect(await page.evaluate(`document.documentElement.scrollWidth <= innerWidth`)).toBe(true);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const secret = await page.locator(".facts-copy code").nth(5).textContent();
  await using device = await connectDevice(gateway(), { id: "air", secret: secret ?? "" });
  await device.telemetry({ temperature: 23.4 });
  await page.getByText(/first reading arrived/).waitFor();
  await page.getByText("23.4 °C").waitFor();
  await page.getByRole("button", { name: "Back to the list" }).click();
  await page.getByRole("searchbox").fill("sends air");
  await page.getByText("No device matches").waitFor();
  expect(file()).not.toContain(secret ?? "");
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("campus.yaml as text names a mistake by its line, shows the difference before saving, and an earlier version comes back", async () => {
  await using window = await opened("/settings/text", "zh-CN");
  const { page } = window;
  const before = file();
  const editor = page.getByLabel("campus.yaml 的内容");
  await editor.fill(before.replace("class: machine-room", "class: palace"));
  const line = before.split("\n").findIndex((text) => text.includes("machine-room")) + 1;
  await page.getByRole("button", { name: `第 ${line} 行` }).waitFor();
  await editor.fill(before.replace("class: machine-room", "class: office # 改为办公室"));
  await page.getByText("没有错误").waitFor();
  await page.getByRole("button", { name: /查看差异/ }).click();
  await page.getByText("修改 场所").waitFor();
  await page.getByRole("button", { name: "保存并生效" }).click();
  await page.getByText("配置文件已保存并生效").waitFor();
  expect(file()).toContain("class: office # 改为办公室");
  await page.getByRole("link", { name: "历史版本" }).click();
  await page.getByRole("button", { name: "恢复此版本" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "恢复此版本" }).click();
  await page.getByText(/已恢复 .* 的配置/).waitFor();
  expect(file()).toBe(before);
});

test("a place with something in it says what and stays; whoever may only read finds nothing to change", async () => {
  await using window = await opened("/settings/places", "zh-CN");
  const { page } = window;
  await page.getByRole("button", { name: `删除 ${HOSTILE}` }).click();
  await page.getByText("请先把其中的设备或场所移到别处").waitFor();
  const admin = await gateway().admin();
  const reader = { id: "weibao", password: "lantern river copper seven", roles: ["integrator"], scope: null };
  expect((await admin.post("accounts", reader)).status).toBe(201);
  await using other = await openWindow(browser, { base: base(), language: "zh-CN" });
  await signIn(other.page, "weibao", reader.password);
  await other.page.goto("/settings/devices/roof");
  await other.page.getByText("您可以查看设置，不能修改").waitFor();
  await other.page.locator("#device_name:disabled").waitFor();
  expect(await other.page.getByRole("button", { name: /保存|测试|更换/ }).count()).toBe(0);
  expect(await other.page.getByRole("link", { name: "接口令牌" }).count()).toBe(0);
  await other.page.goto("/settings/text");
  expect(await other.page.getByLabel("campus.yaml 的内容").getAttribute("readonly")).not.toBe(null);
});

test("the opened forms of a device and of a place pass the accessibility check in both themes", async () => {
  const context = await browser.newContext({ baseURL: base(), bypassCSP: true, locale: "en" });
  await context.addCookies(session);
  const page = await context.newPage();
  const found: string[] = [];
  const check = async (part: string) => {
    await page.addScriptTag({ content: axe.source });
    const { violations } = await page.evaluate(
      (within) => (globalThis as unknown as { axe: typeof axe }).axe.run(within),
      part,
    );
    found.push(
      ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${part} ${id} ${html.slice(0, 160)}`)),
    );
  };
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto("/settings/devices/roof");
    await page.getByText("2 points").click();
    await field(page, "Temperature: Deadband").waitFor();
    await check(".page");
    await page.goto("/settings/places?edit=mr");
    await field(page, "Name").waitFor();
    await check(".ant-drawer");
  }
  await context.close();
  expect(found).toEqual([]);
});
