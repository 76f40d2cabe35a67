// What each role sees of the console, and its daily path through it.
import { expect, test } from "vitest";
import { SIZES } from "../harness/browser.ts";
import { drawn } from "../harness/console-pages.ts";
import { RACK, SPARE_UNIT, sharedConsoleBed } from "./console-bed.ts";

const NAMES = [
  ...["第三中学", "网络机房", "东门", "机柜列", "机柜2进风温湿度", "东门读卡器", "配电柜开关量", "坏掉的模块"],
  ...["备用表", "进风温度", "备注"],
];
const bed = sharedConsoleBed({ name: (n) => NAMES[n] ?? `设备 ${n}`, text: (n) => `备注 ${n}` });

const look = (...repairs: readonly string[]) => [
  ...["/", "/alarms", "/duty", "/sheets", "/places", "/room", "/devices", "/network"],
  ...repairs,
  ...["/notify", "/entries", "/losses"],
];
const LOOK = look("/repair", "/asset");
const SEEN: Readonly<Record<string, readonly string[]>> = {
  admin: [...LOOK, "/people", "/settings", "/about"],
  guard: [...look("/repair"), "/about"],
  "duty-leader": [...LOOK, "/about"],
  "it-teacher": [...LOOK, "/settings", "/about"],
  "safety-office": [...LOOK, "/people", "/settings", "/about"],
  viewer: [...LOOK, "/about"],
  county: [...LOOK, "/settings", "/about"],
  integrator: [...look("/asset"), "/settings", "/about"],
  contractor: ["/repair", "/about"],
  logistics: [...LOOK, "/about"],
};
/** Addresses that somebody may type, with the navigation's entry under which they stand. */
const TYPED = [
  ["/people", "/people"],
  ["/settings", "/settings"],
] as const;

test.each(Object.keys(SEEN))("%s sees what the role may, and a typed address beyond it says so", async (role) => {
  await using window = await bed().window(role, { language: "en" });
  const { page } = window;
  const links = page.getByRole("navigation").getByRole("link");
  await links.first().waitFor();
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  expect(paths).toEqual(SEEN[role]);
  for (const [path, entry] of TYPED) {
    if (paths.includes(entry)) continue;
    await page.goto(path);
    await page.getByText("You have no right to see this page").waitFor();
  }
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("a guard sees what happens at the gate as it happens, and opens the door with one tap", async () => {
  await using window = await bed().window("guard", { language: "zh-CN", size: SIZES.phone });
  const { page } = window;
  const latest = page.getByRole("region", { name: "最近发生" });
  await bed().door.publish("event", { eid: "now", type: "access.denied", data: { reason: "expired" } });
  await latest.getByText("拒绝").first().waitFor();
  await latest.getByRole("link", { name: "东门读卡器" }).first().click();
  await page.getByRole("button", { name: "开门" }).click();
  await page.getByRole("status").getByText("已完成").waitFor();
  expect(await page.getByRole("dialog").count()).toBe(0);
  expect(await page.getByRole("link", { name: "修改配置" }).count()).toBe(0);
  expect(window.faults).toEqual([]);
});

test("an IT teacher goes from the room to the hot rack and its course, and adds a device that is live at once", async () => {
  await using window = await bed().window("it-teacher", { language: "zh-CN" });
  const { page } = window;
  const room = page.getByRole("region", { name: "网络机房" });
  await room.getByText("28.3 °C").waitFor();
  await room.getByRole("link", { name: "网络机房" }).click();
  await page.getByRole("article").getByRole("link", { name: "机柜2进风温湿度" }).click();
  await page.getByRole("article", { name: "进风温度" }).locator("canvas").waitFor();
  await page.getByRole("link", { name: "设置" }).click();
  await drawn(page, ".ant-table-row");
  await page.getByRole("link", { name: "添加设备" }).click();
  await page.getByRole("heading", { name: "添加设备" }).waitFor();
  await page.getByRole("searchbox").fill("8CH");
  await page.getByRole("button", { name: /8CH/ }).first().click();
  await page.getByLabel("名称", { exact: true }).fill("新开关量模块");
  const config = bed().gateway.configText();
  await page.getByLabel("地址和端口", { exact: true }).fill(/tcp: (127\.0\.0\.1:(?!9\n)\d+)/.exec(config)?.[1] ?? "");
  await page.getByLabel("站号", { exact: true }).fill(String(SPARE_UNIT));
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByText(/第一个读数在保存后 [\d.]+ 秒到达/).waitFor();
  expect(window.faults).toEqual([]);
});

test("whoever may only look can look at everything and act on nothing", async () => {
  await using window = await bed().window("viewer", { language: "en" });
  const { page } = window;
  for (const device of [RACK, "gate-east", "relays"]) {
    await page.goto(`/devices/${device}`);
    await page.getByRole("region", { name: "Live values" }).waitFor();
    expect(await page.getByRole("region", { name: "Commands" }).count()).toBe(0);
  }
  await page.goto("/settings/devices/new");
  await page.getByText("You have no right to see this page").waitFor();
});

test.each(["county", "integrator"])("%s reads the configuration and can change none of it", async (role) => {
  await using window = await bed().window(role, { language: "en" });
  const { page } = window;
  await page.goto(`/settings/devices/${RACK}`);
  await drawn(page, "form");
  expect(await page.getByRole("button", { name: "Save", exact: true }).count()).toBe(0);
  expect(await page.getByLabel("Name", { exact: true }).isDisabled()).toBe(true);
  await page.goto("/settings/devices/new");
  await page.getByText("You have no right to see this page").waitFor();
});

test("the safety office sees accounts and audit, and changes no account", async () => {
  await using window = await bed().window("safety-office", { language: "en" });
  const { page } = window;
  await page.goto("/people");
  await drawn(page, ".ant-table-row");
  expect(await page.getByRole("button", { name: "Add account" }).count()).toBe(0);
  await page.goto("/settings");
  await drawn(page, ".ant-table-row");
  expect(new URL(page.url()).pathname).toBe("/settings/audit");
});
