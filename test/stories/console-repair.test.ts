// The broken display of 八(3)班: scanned on a phone, repaired by the IT teacher, signed, confirmed and counted; and a contractor's evening.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Ticket } from "#gateway/contract/tickets.ts";
import { openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { drawn } from "../harness/console-pages.ts";
import { ADMIN_PASSWORD, type Gateway, startGateway } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { tempFolder } from "../harness/temp.ts";

const HOSTILE = `<img src=x onerror="window.hacked=1">八(3)班`;
let gateway: Gateway;
let browser: Browser;
let admin: HttpClient;
let token = "";
const made = new AsyncDisposableStack();
const folder = made.use(tempFolder("campus-repair"));
beforeAll(async () => {
  gateway = made.use(
    await startGateway({
      config: {
        places: [
          { id: "room-803", name: "八(3)班教室", class: "classroom" },
          { id: "room-mr", name: "网络机房", class: "machine-room" },
        ],
        alarms: [
          { id: "hot", device: "rack", point: "temperature", above: 28, text: { "zh-CN": "温度高", en: "Hot" } },
        ],
      },
      devices: { rack: { name: "机柜2温湿度", place: "room-mr", points: { temperature: {} } } },
    }),
  );
  browser = made.adopt(await startBrowser(), (opened) => opened.close());
  admin = await gateway.admin();
  const body = { name: "八(3)班一体机", class: "class-board", place: "room-803", spot: "讲台" };
  const answer = await admin.ask("PUT", "assets/board-803", { body, headers: { "if-match": '"0"' } });
  if (answer.status !== 200) throw new Error(answer.text);
  const { label } = (await admin.post("assets/board-803/label", {})).json<{ label: { token: string } }>();
  token = label.token;
  for (const role of ["it-teacher", "contractor"])
    await admin.post("accounts", { id: role, password: ADMIN_PASSWORD, roles: [role] });
}, 120_000);
afterAll(async () => {
  await made.disposeAsync();
});

/** A picture as a camera takes it, as large as a browser can make one here. */
async function photo(): Promise<string> {
  await using window = await openWindow(browser, { base: gateway.run.http ?? "", language: "zh-CN" });
  const file = join(folder.path, "photo.png");
  writeFileSync(file, await window.page.screenshot());
  return file;
}

test("a teacher's scan with a photo becomes a ticket, is repaired, signed, confirmed and counted, all on a phone", async () => {
  const base = gateway.run.http ?? "";
  const file = await photo();
  await using phone = await openWindow(browser, { base, language: "zh-CN", size: SIZES.phone });
  const { page } = phone;
  await page.goto(`/r/${token}`);
  await page.getByRole("heading", { name: "八(3)班一体机" }).waitFor();
  await page.getByLabel("黑屏、不显示").check();
  await page.getByLabel("补充说明（可不填）").fill(HOSTILE);
  await page.getByLabel("拍照或选择照片").setInputFiles(file);
  await page.getByRole("button", { name: "提交报修" }).click();
  await page.getByText("已提交，谢谢。报修单号：").waitFor();
  await page.reload();
  await page.getByText("已报修").waitFor();
  expect([phone.foreign, phone.faults]).toEqual([[], []]);

  await using teacher = await openWindow(browser, { base, language: "zh-CN", size: SIZES.phone });
  const desk = teacher.page;
  await signIn(desk, "it-teacher", ADMIN_PASSWORD);
  await desk.goto("/repair");
  await desk.getByRole("link", { name: "八(3)班一体机" }).click();
  await desk.getByText(HOSTILE).first().waitFor();
  const picture = desk.getByRole("img", { name: "故障照片 1" });
  await picture.waitFor();
  await desk.waitForFunction(`document.querySelector("img[alt='故障照片 1']").naturalWidth > 0`);
  await desk.getByRole("button", { name: "修好并签名" }).click();
  await desk.getByLabel("结论").fill("排线松动，重插后正常");
  await desk.getByLabel("签名（排除人姓名）").fill("王老师");
  await desk.getByRole("dialog").getByRole("button", { name: "修好并签名" }).click();
  await desk.getByText("王老师（账号 it-teacher").waitFor();
  await desk.getByRole("button", { name: "验收通过" }).click();
  await desk.getByRole("dialog").getByRole("button", { name: "验收通过" }).click();
  await desk.getByText("已关闭").first().waitFor();
  await desk.goto("/repair/figures");
  await drawn(desk, ".ant-statistic");
  await desk.getByText("1 / 1 台完好").waitFor();
  expect(await desk.evaluate(`window.hacked`)).toBe(undefined);
  expect([teacher.foreign, teacher.faults]).toEqual([[], []]);
});

test("a contractor arrives at what was handed over and sees nothing else of the campus", async () => {
  const { id } = (await admin.post("tickets", { asset: "board-803", fault: "no-sound" })).json<{ id: string }>();
  await admin.post("tickets", { place: "room-803", text: "窗户关不上" });
  await admin.post(`tickets/${id}/steps`, { act: "hand", version: 1, contractor: "contractor" });
  await using window = await openWindow(browser, { base: gateway.run.http ?? "", language: "zh-CN" });
  const { page } = window;
  await signIn(page, "contractor", ADMIN_PASSWORD);
  await page.getByRole("link", { name: "八(3)班一体机" }).waitFor();
  expect(await page.getByText("窗户关不上").count()).toBe(0);
  expect(await page.locator(".ticket").count()).toBe(1);
});

test("an alarm becomes its repair with one click, once, with when and what; the next click leads to the same", async () => {
  await using rack = await connectDevice(gateway, gateway.device(0));
  await rack.telemetry({ temperature: 31 });
  await using window = await openWindow(browser, { base: gateway.run.http ?? "", language: "zh-CN" });
  const { page } = window;
  await signIn(page, "it-teacher", ADMIN_PASSWORD);
  const story = `/alarms?id=${encodeURIComponent("hot.rack.temperature")}`;
  await page.goto(story);
  await page.getByRole("button", { name: "报修", exact: true }).click();
  await page.getByText("由告警登记").waitFor();
  await page.getByText("温度高").first().waitFor();
  const { tickets } = (await admin.get("tickets?alarm=hot.rack.temperature")).json<{ tickets: Ticket[] }>();
  const { raisedAt } = (await admin.get("alarms/hot.rack.temperature")).json<{ raisedAt: string }>();
  expect(tickets).toMatchObject([
    { device: "rack", where: "网络机房", alarm: { occurrence: 1 }, register: { faultAt: raisedAt } },
  ]);
  await page.goto(story);
  await page.getByRole("button", { name: `已报修 ${tickets[0]?.id}` }).waitFor();
});

/** Where each sheet's last label stands on it, in whole millimetres: browsers round to parts of a pixel. */
const CORNERS = `(() => {
  const mm = (px) => Math.round((px / 96) * 25.4);
  return [...document.querySelectorAll(".label-sheet")].map((sheet) => {
    const { left, top } = sheet.getBoundingClientRect();
    const own = [...sheet.querySelectorAll(".label")].map((label) => label.getBoundingClientRect());
    return { labels: own.length, last: [mm(own.at(-1).left - left), mm(own.at(-1).top - top)] };
  });
})()`;

test("sixty-six labels come out on two sheets, each on its sticker", async () => {
  const rows = Array.from({ length: 66 }, (_, n) => `lamp-${n},教学楼三层东侧走廊照明灯具第 ${n} 号,其他,room-803`);
  const csv = ["编号,名称,类别,场所", ...rows].join("\n");
  expect((await admin.post("assets/import", { csv, apply: true })).json()).toMatchObject({ imported: true, rows: 66 });
  await using window = await openWindow(browser, { base: gateway.run.http ?? "", language: "zh-CN" });
  const { page } = window;
  await signIn(page, "it-teacher", ADMIN_PASSWORD);
  await page.goto(`/asset/labels?ids=${rows.map((row) => row.split(",")[0]).join(",")}`);
  await page.getByText("38 × 21 毫米，每页 65 张").click();
  await page.locator(".label-sheet-65").first().waitFor();
  await page.emulateMedia({ media: "print" });
  // 5 × 13 stickers of 38.1 × 21.2 mm, 2.5 mm apart, from 4.75 and 10.7 mm on.
  expect(await page.evaluate(CORNERS)).toEqual([
    { labels: 65, last: [167, 265] },
    { labels: 1, last: [5, 11] },
  ]);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(2);
  expect([window.foreign, window.faults]).toEqual([[], []]);
});
