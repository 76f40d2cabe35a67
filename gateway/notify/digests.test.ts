// What a digest asks of whoever gets it: which alarms its link, its "1" and its reply acknowledge, and by which road its last word comes.
import { describe, expect, it } from "vitest";
import { type NotifyBench, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { HOT, testCampus, testDevice } from "../alarms/testing.ts";
import type { RoadKind } from "../contract/notify.ts";
import { accepted, failed } from "./roads/road.ts";

const WANG = person("p-wang", "王甲", "19900000001");
const KINDS: Readonly<Record<string, RoadKind>> = {
  call: "modem-call",
  sms: "modem-sms",
  mail: "smtp",
  cloud: "http-sms",
};

async function open(folder: string, by: readonly string[], count: number) {
  const roads = new Map(by.map((id) => [id, new TestRoad()]));
  const devices = Array.from({ length: count }, (_, i) => testDevice(`d${i}`));
  const rules = devices.map(({ id }) => ({ ...HOT, id: `hot-${id}`, target: { by: "device" as const, id } }));
  const kinds = Object.fromEntries(by.map((id) => [id, KINDS[id] ?? "post"]));
  const link = { url: "https://county.example", forMs: 30 * 60_000 };
  const own = await notifyBench({
    folder,
    config: { ...testCampus(rules, devices), notify: settingsWith(kinds, [step(0, "it", by)], { link }) },
    roads,
    persons: [WANG],
    makeLink: async ({ alarm }) => ({ url: `https://county.example/${alarm}`, token: `token-${alarm}` }),
  });
  const letters = (road: string) => roads.get(road)?.letters ?? [];
  return { own, roads, letters };
}

async function all(own: NotifyBench, value: number, from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) await own.value(value, undefined, `d${i}`);
  await own.go(80_000);
}

describe("a digest", () => {
  it("by mail has the link of each alarm beside it while these are few; of many it says where to look, and of one it is its plain note", async () => {
    await using folder = tempFolder();
    const { own, letters } = await open(folder.path, ["mail"], 25);
    await using _own = own;
    await all(own, 30, 0, 13);
    expect(letters("mail").at(-1)?.note.lines.slice(3)).toEqual([
      expect.stringMatching(/d10 温度高/),
      "确认：https://county.example/hot-d10.d10.temperature",
      expect.stringMatching(/d11 温度高/),
      "确认：https://county.example/hot-d11.d11.temperature",
      expect.stringMatching(/d12 温度高/),
      "确认：https://county.example/hot-d12.d12.temperature",
    ]);
    await all(own, 30, 13, 24);
    const many = letters("mail").at(-1)?.note;
    expect([many?.title, many?.lines.at(-1)]).toEqual(["【集中告警】共 11 条告警", "告警较多，不逐条附确认链接，请在控制台确认。"]); // biome-ignore format: one letter
    expect(many?.lines.join(" ")).not.toContain("https:");
    await all(own, 30, 24, 25);
    const one = letters("mail").at(-1)?.note;
    expect([one?.title, one?.lines.at(-1)]).toEqual(["【高】温度高", "确认：https://county.example/hot-d24.d24.temperature"]); // biome-ignore format: one letter
  });

  it("by text message says how many one answer acknowledges, and it does; a template names the worst, how many others, and its link", async () => {
    await using folder = tempFolder();
    const { own, letters } = await open(folder.path, ["sms", "cloud"], 14);
    await using _own = own;
    await all(own, 30, 0, 14);
    const [digest] = letters("sms").slice(-1);
    const reply = digest?.note.lines.at(-1) ?? "";
    expect(reply).toMatch(/^确认全部 4 条请回复 1 \d\d。$/);
    await own.notify.smsReply("19900000001", /1 \d\d/.exec(reply)?.[0] ?? "");
    const seen = own.alarms.list("all").filter(({ acknowledged }) => acknowledged);
    expect(seen.map(({ device }) => device).toSorted()).toEqual(["d10", "d11", "d12", "d13"]);
    expect(letters("cloud")).toEqual([]);
  });

  it("by telephone says that one acknowledgement counts for all; its last word rings no telephone", async () => {
    await using folder = tempFolder();
    const { own, roads, letters } = await open(folder.path, ["call", "sms"], 14);
    await using _own = own;
    await all(own, 30, 0, 13);
    expect(letters("call").at(-1)?.spoken["zh-CN"]).toMatch(/^测试，共三条告警，.*，确认一次即确认全部。$/);
    const call = roads.get("call");
    if (call !== undefined) call.answer = () => accepted(null, true);
    await all(own, 30, 13, 14);
    await until("the answer", () => own.alarms.get("hot-d13.d13.temperature")?.acknowledged);
    const rung = letters("call").length;
    await own.go(5 * 60_000);
    expect(letters("call")).toHaveLength(rung);
    expect(letters("sms").at(-1)?.note.title).toBe("【告警已平缓】共 4 条告警");
  });

  it("that went by the next road has its last word by it, too", async () => {
    await using folder = tempFolder();
    const { own, roads, letters } = await open(folder.path, ["cloud", "mail"], 14);
    await using _own = own;
    for (let i = 0; i < 10; i++) await own.value(30, undefined, `d${i}`);
    await own.ledger();
    const cloud = roads.get("cloud");
    if (cloud !== undefined) cloud.answer = () => failed("refused", "no", false);
    await all(own, 30, 10, 14);
    expect(letters("cloud").at(-1)?.words).toMatchObject({ alarm: "温度高 另有3条", code: "token-hot-d10.d10.temperature" }); // biome-ignore format: one row
    await own.go(5 * 60_000);
    expect(letters("mail").map(({ note: { title } }) => title)).toEqual(["【集中告警】共 4 条告警", "【告警已平缓】共 4 条告警"]); // biome-ignore format: one row
  });
});
