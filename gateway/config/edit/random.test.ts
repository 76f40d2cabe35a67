// Random files in every style people use, and random changes of one item: the data is what was meant, and no line of anything else moved.
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { editItem, type ItemEdit } from "./edit.ts";

type Json = Record<string, unknown>;
const FILES = 300;

/** mulberry32: the same numbers for the same seed. */
function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    below,
    chance: (share: number) => next() < share,
    pick: <T>(of: readonly T[]): T => of[below(of.length)] as T,
  };
}
type Dice = ReturnType<typeof dice>;

const TEXTS = ["一号机房", "East gate", "10.0.4.12:502", "[::1]:502", "yes", "0123", "1e3", "a: b", "x # y", "it's", 'say "x"', "-", "{a}", "5s", "~", "", "a,b", "% 5", "/dev/ttyUSB0", "@x", "12:30", "a:", " pad ", "🚪", "*", "&a", "!t", "null", "a'b\"c", "back\\slash"]; // biome-ignore format: a list of texts
const KEYS = ["name", "driver", "every", "connection", "points", "report", "enabled", "unit", "topics", "mqtt"];

function value(d: Dice, depth: number): unknown {
  const kind = d.below(depth > 0 ? 8 : 5);
  if (kind === 0) return d.below(70_000) - 100;
  if (kind === 1) return d.pick([0.1, -0.5, 1e21, 1e-7, 28.25, 0, null]);
  if (kind === 2) return d.chance(0.5);
  if (kind < 5) return d.pick(TEXTS);
  if (kind === 5) return Array.from({ length: d.below(3) }, () => value(d, depth - 1));
  return map(d, depth - 1);
}

function map(d: Dice, depth: number): Json {
  return Object.fromEntries(Array.from({ length: d.below(4) }, () => [d.pick(KEYS), value(d, depth)]));
}

interface Style {
  readonly eol: string;
  readonly dash: string;
  readonly gap: string;
  readonly step: string;
}

const comment = (d: Dice, share = 0.2) =>
  d.chance(share) ? `${d.pick([" ", "   "])}# ${d.pick(["why", "a: b", "[x", "机房 'x"])} ${d.below(1e6)}` : "";

function scalar(d: Dice, item: unknown): string {
  if (item === null) return d.pick(["null", "~"]);
  if (typeof item !== "string") return String(item);
  if (item === "") return d.pick(["''", '""']);
  if (d.chance(0.3)) return `'${item.replaceAll("'", "''")}'`;
  if (d.chance(0.4) || parse(`[ ${/^[\w./:]+$/.test(item) ? item : '""'} ]`)[0] !== item) return JSON.stringify(item);
  return item;
}

function flow(d: Dice, item: unknown): string {
  const space = d.pick(["", " "]);
  const comma = d.pick([", ", ","]);
  if (Array.isArray(item))
    return `[${space}${item.map((one) => flow(d, one)).join(", ")}${item.length > 0 && d.chance(0.1) ? "," : ""}${space}]`;
  if (typeof item !== "object" || item === null) return scalar(d, item);
  const pairs = Object.entries(item).map(([key, one]) => `${d.chance(0.1) ? `"${key}"` : key}: ${flow(d, one)}`);
  return `{${space}${pairs.join(comma)}${pairs.length > 0 && d.chance(0.1) ? " ," : ""}${space}}`;
}

/** Lines of a block map; the first without its indent. */
function block(d: Dice, item: Json, indent: string, style: Style): string {
  const { eol, step } = style;
  return Object.entries(item)
    .map(([key, one], at) => {
      const above = at > 0 && d.chance(0.15) ? `${indent}# above ${d.below(1e6)}${eol}` : "";
      const head = `${above}${at > 0 ? indent : ""}${key}:`;
      const isMap = typeof one === "object" && one !== null && !Array.isArray(one) && Object.keys(one).length > 0;
      if (isMap && d.chance(0.5))
        return `${head}${comment(d)}${eol}${indent}${step}${block(d, one as Json, indent + step, style)}`;
      if (Array.isArray(one) && one.length > 0 && d.chance(0.3)) {
        const items = one.map((inner) => `${indent}${step}- ${flow(d, inner)}${comment(d)}${eol}`);
        return `${head}${comment(d)}${eol}${items.join("")}`;
      }
      if (one === null && d.chance(0.7)) return `${head}${comment(d)}${eol}`;
      return `${head}${d.pick([" ", " ", "   "])}${flow(d, one)}${comment(d)}${eol}`;
    })
    .join("");
}

interface Made {
  readonly text: string;
  readonly model: Json;
  readonly eol: string;
}

function file(d: Dice): Made {
  const style: Style = {
    eol: d.pick(["\n", "\n", "\r\n"]),
    dash: d.pick(["", "  ", "    "]),
    gap: d.pick([" ", " ", "   "]),
    step: d.pick(["  ", "    "]),
  };
  const { eol } = style;
  const model: Json = { campus: { id: "no3" } };
  let text = `${d.chance(0.3) ? `# top${eol}` : ""}campus: { id: no3 }${comment(d)}${eol}`;
  for (const name of ["places", "devices", "alarms"]) {
    if (d.chance(0.15)) continue;
    const items = Array.from({ length: d.below(5) }, (_, at) => ({ id: `i${at}`, ...map(d, 2) }) as Json);
    model[name] = items;
    text += list(d, name, items, style);
  }
  if (d.chance(0.2)) text += `# the end${eol}`;
  if (d.chance(0.3)) text = text.slice(0, -eol.length);
  return { text: d.chance(0.1) ? `\uFEFF${text}` : text, model, eol };
}

function list(d: Dice, name: string, items: readonly Json[], style: Style): string {
  const { eol, dash, gap } = style;
  if (items.length === 0) return `${name}: []${comment(d)}${eol}`;
  if (d.chance(0.15)) return `${name}: [ ${items.map((item) => flow(d, item)).join(", ")} ]${comment(d)}${eol}`;
  if (d.chance(0.15)) {
    const lines = items.map(
      (item, at) => `    ${flow(d, item)}${at < items.length - 1 || d.chance(0.4) ? "," : ""}${comment(d)}${eol}`,
    );
    return `${name}: [${comment(d)}${eol}${lines.join("")}  ]${eol}`;
  }
  const blank = d.chance(0.3) ? eol : "";
  const lines = items.map((item, at) => {
    const above = d.chance(0.2) ? `${dash}# item ${d.below(1e6)}${eol}` : "";
    const body = d.chance(0.3) ? `${flow(d, item)}${comment(d)}${eol}` : block(d, item, `${dash} ${gap}`, style);
    return `${at > 0 ? blank : ""}${above}${dash}-${gap}${body}`;
  });
  return `${name}:${comment(d)}${eol}${lines.join("")}`;
}

/** The item with some keys changed, added and gone. */
function changed(d: Dice, item: Json): Json {
  const next: Json = { ...item };
  for (const key of d.chance(0.3) ? KEYS : [d.pick(KEYS), d.pick(KEYS)]) {
    const before = next[key];
    if (d.chance(0.3)) delete next[key];
    else if (typeof before === "object" && before !== null && !Array.isArray(before))
      next[key] = changed(d, before as Json);
    else next[key] = value(d, 2);
  }
  return next;
}

function editOf(d: Dice, { model }: Made): { edit: ItemEdit; meant: Json } {
  const name = d.pick(["places", "devices"] as const);
  const items = (model[name] ?? []) as Json[];
  const at = d.below(items.length + 1);
  const old = items[at];
  if (old === undefined) {
    const item: Json = { id: "new", ...map(d, 2) };
    return { edit: { list: name, id: "new", item }, meant: { ...model, [name]: [...items, item] } };
  }
  const item = d.chance(0.3) ? null : changed(d, old);
  const next = item === null ? items.toSpliced(at, 1) : items.with(at, item);
  return { edit: { list: name, id: String(old.id), item }, meant: { ...model, [name]: next } };
}

/** Lines of `a` that are not in `b`, in order, and the other way round. */
function lineDifference(a: readonly string[], b: readonly string[]) {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return { gone: a.slice(head, a.length - tail), come: b.slice(head, b.length - tail) };
}

/** The lines that belong to the list's item alone: from its dash to where the next item, or what is above it, begins. */
function foreignLines(made: Made, edit: ItemEdit): string[] {
  const ids = ["i0", "i1", "i2", "i3"].filter((id) => id !== edit.id);
  return made.text
    .split(made.eol)
    .filter((line) => ids.some((id) => line.includes(id)) || /campus:|# top|# the end|# item /.test(line));
}

test(`${FILES} random files, each changed once: what was meant, and no line of another item, nor a comment above one, is different`, () => {
  let inBrackets = 0;
  for (let seed = 1; seed <= FILES; seed++) {
    const d = dice(seed);
    const made = file(d);
    expect(
      isDeepStrictEqual(parse(made.text), made.model),
      `seed ${seed} makes its own model\n${made.text}\n${JSON.stringify(made.model)}`,
    ).toBe(true);
    const { edit, meant } = editOf(d, made);
    const after = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
      editItem(new TextEncoder().encode(made.text), edit),
    );
    const told = `seed ${seed}\n${JSON.stringify(edit)}\n${made.text}\n=>\n${after}`;
    expect(isDeepStrictEqual(parse(after), meant), told).toBe(true);
    expect(after.startsWith("\uFEFF"), told).toBe(made.text.startsWith("\uFEFF"));
    expect(after.endsWith(made.eol), told).toBe(made.text.endsWith(made.eol));
    if (made.eol === "\r\n") expect(after.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    const rows = after.split(made.eol);
    // On one line with the item, others may move; each on its own line may not.
    const kept = foreignLines(made, edit).filter(
      (line) => !line.includes(`${edit.id},`) && !line.includes(`${edit.id}}`) && !line.includes(`${edit.id} `),
    );
    const lost = kept.filter((line) => !rows.includes(line));
    inBrackets += lost.length;
    expect(
      lost.every((line) => /[[\]{},]/.test(line)),
      `${told}\nlost: ${lost.join("\n")}`,
    ).toBe(true);
    const { gone, come } = lineDifference(made.text.split(made.eol), rows);
    if (isDeepStrictEqual(meant, made.model)) expect([...gone, ...come], told).toEqual([]);
  }
  expect(inBrackets).toBeLessThan(FILES / 10);
});
