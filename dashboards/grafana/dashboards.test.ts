// The committed JSON is what the code gives, and holds what Grafana's provisioning needs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dashboardFiles } from "./dashboards.ts";
import { DATASOURCE_UID } from "./influxql.ts";

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly overrides: readonly { readonly matcher: unknown; readonly properties: unknown }[] };
}
interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
}

const FILES = dashboardFiles(null);
const read = (text: string): Dashboard => JSON.parse(text);
const each = FILES.map(({ name, text }) => [name, read(text)] as const);

test.each(FILES)("json/$name is what the code gives (else: node dashboards/grafana/build.ts)", ({ name, text }) => {
  expect(readFileSync(join(import.meta.dirname, "json", name), "utf8")).toBe(text);
});

test("every dashboard has a title and a uid of its own that Grafana takes", () => {
  const uids = each.map(([, { uid }]) => uid);
  expect(new Set(uids).size).toBe(FILES.length);
  for (const uid of uids) expect(uid).toMatch(/^[a-z0-9-]{1,40}$/);
  for (const [, { title, schemaVersion }] of each) expect([title !== "", schemaVersion]).toEqual([true, 39]);
});

test.each(each)("%s: panels have an id, a title and a place of their own", (_name, { panels }) => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(panels.every(({ title }) => title !== "")).toBe(true);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
});

test.each(FILES)(
  "$name asks no other datasource than the one that is provisioned, and uses no variable it lacks",
  ({ text }) => {
    for (const [, uid] of text.matchAll(/"type": "influxdb",\s*"uid": "([^"]*)"/g)) expect(uid).toBe(DATASOURCE_UID);
    const known = new Set([
      "timeFilter",
      "__interval",
      "__from",
      "__to",
      "__all",
      ...read(text).templating.list.map(({ name }) => name),
    ]);
    const used = [...text.matchAll(/\$(?:\{(\w+)(?::\w+)?\}|(?!tag_)(\w+))/g)].map(
      ([, braced, plain]) => braced ?? plain,
    );
    expect(used.filter((name) => name === undefined || !known.has(name))).toEqual([]);
  },
);

test("both languages ask the same", () => {
  const queries = (language: string) =>
    FILES.filter(({ name }) => name.startsWith(language)).map(({ text }) =>
      [...text.matchAll(/"query": "SELECT.*/g)].map(String),
    );
  expect(queries("en")).toEqual(queries("zh-CN"));
});

test("with the facts of a campus points with texts are not taken for bad values", () => {
  const facts = { id: "a", places: [], devices: [], points: [], textPoints: ["firmware", "mode"] };
  for (const { text } of dashboardFiles(() => facts, ["en"])) {
    const shares = [...text.matchAll(/"query": "SELECT 1 - count.*/g)].map(String);
    expect(shares.length).toBeGreaterThan(0);
    for (const share of shares) expect(share).toContain('\\"point\\" !~ /^(firmware|mode)$/');
  }
});

test("a contact that the campus has an alarm for is green and red, any other is only on and off", () => {
  const contact = (point: string, wrong: boolean | null) => ({ device: "io", point, name: point.toUpperCase(), wrong });
  const points = [contact("di1", true), contact("di2", false), contact("di3", null)];
  const [file] = dashboardFiles(() => ({ id: "a", places: [], devices: [], points, textPoints: [] }), ["en"]);
  const timeline = read(file?.text ?? "{}").panels.find(({ type }) => type === "state-timeline");
  const [, ...named] = timeline?.fieldConfig?.overrides ?? [];
  const colours = named.map(({ properties }) =>
    [...JSON.stringify(properties).matchAll(/"color":"(\w+)"/g)].map(([, colour]) => colour),
  );
  expect(colours).toEqual([["green", "red"], ["red", "green"], []]);
});

test("with the facts of a campus a series has its name, and the machine room is what the dashboard opens with", () => {
  const facts = {
    id: "no3-middle",
    places: [
      { name: "东门", class: "gate", devices: ["east-l3"] },
      { name: "机房, 一楼", class: "machine-room", devices: ["mr1-th1", "mr1-ups"] },
    ],
    devices: [{ id: "mr1-th1", name: "机柜1进风" }],
    points: [{ device: "mr1-th1", point: "temperature", name: "机柜1进风 温度", wrong: null }],
    textPoints: ["firmware"],
  };
  const [file] = dashboardFiles(() => facts, ["zh-CN"]);
  const { panels, templating } = read(file?.text ?? "{}");
  const place = templating.list.find(({ name }) => name === "place");
  expect(place).toMatchObject({
    query: "全部 : .*,东门 : east-l3,机房\\, 一楼 : mr1-th1|mr1-ups",
    current: { text: "机房, 一楼", value: "mr1-th1|mr1-ups" },
  });
  expect(panels.find(({ title, type }) => title === "温度" && type === "timeseries")?.fieldConfig?.overrides).toEqual([
    {
      matcher: { id: "byName", options: "mr1-th1 temperature" },
      properties: [{ id: "displayName", value: "机柜1进风 温度" }],
    },
  ]);
});
