// The console's entries, missing data, accounts, tokens and audit, in Debian's Chromium against a real gateway.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import { connectDevice, type MqttDevice } from "../harness/mqtt.ts";
import { sharedGateway } from "./shared-gateway.ts";

const HOSTILE = "<img src=x onerror=alert(1)>";
const NEW_PASSWORD = "lantern river copper seven";
const gateway = sharedGateway({
  config: { places: [{ id: "gate", name: "东门", class: "gate" }] },
  devices: { "gate-east": { name: HOSTILE, place: "gate" }, "mr-th": { name: "机房温湿度" } },
});
let browser: Browser;
let gate: MqttDevice;
beforeAll(async () => {
  browser = await startBrowser();
  gate = await connectDevice(gateway(), gateway().device(0));
  for (let n = 0; n < 120; n++) await gate.publish("event", { type: "door.opened", data: { n, note: HOSTILE } });
  await gate.publish("telemetry", Buffer.from(`not json ${HOSTILE}`));
  await gate.publish("telemetry", Buffer.from([0, 255, 65, 66]));
}, 60_000);
afterAll(async () => {
  await gate[Symbol.asyncDispose]();
  await browser.close();
});

async function open(
  path: string,
  language: "zh-CN" | "en" = "zh-CN",
  size: { width: number; height: number } = SIZES.laptop,
) {
  const window = await openWindow(browser, { base: gateway().run.http ?? "", language, size });
  await signIn(window.page, "admin", ADMIN_PASSWORD);
  await window.page.goto(path);
  await window.page.locator("h1").waitFor();
  return window;
}
const row = (page: Page, text: string) => page.locator(".virtual-row", { hasText: text }).first();

test("new entries come on top by themselves, and wait behind a count while somebody reads further down", async () => {
  await using window = await open("/entries?kind=event");
  const { page } = window;
  await row(page, "n 119").waitFor();
  await gate.publish("event", { type: "door.forced", data: { n: 1000 } });
  await row(page, "强行开门").waitFor();
  const box = page.locator(".virtual-box");
  await box.evaluate((element) => element.scrollTo({ top: 1500 }));
  await row(page, "n 75").waitFor();
  const before = await row(page, "n 75").boundingBox();
  await gate.publish("event", { type: "door.held", data: { n: 1001 } });
  const counter = page.getByRole("button", { name: "1 条新记录" });
  await counter.waitFor();
  expect(await row(page, "n 75").boundingBox()).toEqual(before);
  await counter.click();
  await row(page, "开门超时").waitFor();
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("a link opens the same entries and the same entry for somebody else, and what a device sent stays text", async () => {
  await using window = await open("/entries?kind=event&type=door.opened&device=gate-east&range=7d");
  const { page } = window;
  await row(page, "n 119").getByRole("button").click();
  const drawer = page.getByRole("dialog");
  await drawer.getByText("door.opened").waitFor();
  await page.waitForURL(/seq=/);
  await using other = await open(page.url(), "en", SIZES.phone);
  await other.page.getByRole("dialog").getByText("Door opened").waitFor();
  await other.page.getByRole("dialog").getByText(HOSTILE).first().waitFor();
  expect(await other.page.locator("img[src=x]").count()).toBe(0);
  expect([...window.faults, ...other.faults]).toEqual([]);
});

test("the list goes back as far as entries are kept with the keyboard alone, and draws only what is in sight", async () => {
  await using window = await open("/entries?kind=event");
  const { page } = window;
  await row(page, "n 119").waitFor();
  await page.locator(".virtual-box").focus();
  for (let n = 0; n < 25; n++) await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".virtual-box").evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  await page.getByText("没有更早的记录了。").waitFor();
  expect(await page.locator(".virtual-row").count()).toBeLessThan(60);
});

test("missing data is explained by device and reason, with what the device sent as text or bytes", async () => {
  await using window = await open("/losses");
  const { page } = window;
  await page.getByText("请检查设备固件的输出格式", { exact: false }).waitFor();
  await page.getByText(`not json ${HOSTILE}`).waitFor();
  await page.getByText("00 ff 41 42", { exact: false }).waitFor();
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("an account is added with errors at its fields, and the last administrator cannot be locked out", async () => {
  const id = `zhang-${Date.now().toString(36)}`;
  await using window = await open("/people");
  const { page } = window;
  await page.getByRole("button", { name: "添加账号" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("用户名").fill("Zhang San");
  await form.getByLabel("新密码").fill("short");
  await form.getByRole("button", { name: /保\s*存/ }).click();
  await form.getByText("只能用小写字母", { exact: false }).waitFor();
  await form.getByText("请至少选择一个角色").waitFor();
  await form.getByLabel("用户名").fill(id);
  await form.getByLabel("新密码").fill(NEW_PASSWORD);
  await form.getByLabel("再次输入密码").fill(NEW_PASSWORD);
  await form.getByLabel("保安员").check();
  await form.getByRole("button", { name: /保\s*存/ }).click();
  await page.getByRole("row", { name: new RegExp(`${id}.*保安员`) }).waitFor();
  await page.getByRole("button", { name: "更多 admin" }).click();
  await page.getByRole("menuitem", { name: "删除" }).click();
  await page.getByText("最后一个启用的系统管理员，不能停用", { exact: false }).first().waitFor();
  // The menu of the other account goes first: it has the same words.
  await page.getByRole("menuitem", { name: "删除" }).waitFor({ state: "hidden" });
  await page.getByRole("button", { name: `更多 ${id}` }).click();
  await page.getByRole("menuitem", { name: "停用" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /停\s*用/ })
    .click();
  await page.getByRole("row", { name: new RegExp(`${id}.*已停用`) }).waitFor();
  const admin = await gateway().admin();
  expect((await admin.get(`accounts/${id}`)).json()).toMatchObject({ disabled: true, roles: ["guard"] });
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("a token is shown once and works, and the audit says who made it and that nothing was altered", async () => {
  await using window = await open("/settings/tokens");
  const { page } = window;
  await page.getByRole("button", { name: "新建令牌" }).click();
  await page.getByRole("dialog").getByLabel("名称").fill(HOSTILE);
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /新\s*建/ })
    .click();
  const token = await page.locator(".records-secret").first().textContent();
  const answer = await fetch(`${gateway().run.http}/api/v1/latest`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  await page.getByRole("button", { name: "我已保存" }).click();
  await page.getByRole("cell", { name: HOSTILE }).first().waitFor();
  expect(await page.getByText(String(token)).count()).toBe(0);
  await page.goto("/settings/audit");
  await page.getByText("记录未改动").waitFor();
  await page
    .getByRole("row", { name: /新建接口令牌/ })
    .first()
    .waitFor();
  expect([window.foreign, window.faults]).toEqual([[], []]);
});
