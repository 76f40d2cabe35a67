import { expect, test } from "vitest";
import type { Happening } from "../journal/record.ts";
import { CommandBook } from "./book.ts";
import { type Command, endEntry, requestedEntry, startedEntry } from "./command.ts";

const NOW_MS = Date.UTC(2026, 10, 22, 5);
let seq = 0;
const stored = (entry: Happening): Happening => ({ ...entry, seq: ++seq });
const wish = (n: number): Command => ({
  id: `c-${n}`,
  device: "d",
  name: "open",
  args: { for: "3s" },
  by: "admin",
  state: "requested",
  requestedMs: NOW_MS + n,
  expiresMs: NOW_MS + n + 10_000,
  startedMs: null,
  endedMs: null,
  result: null,
  seq: 0,
});
const result = { code: null, detail: null, data: { level: 3 } };

/** What a start finds: the last save, and the entries after it. */
function restarted(saves: readonly ReturnType<CommandBook["save"]>[], after: readonly Happening[] = []): CommandBook {
  const rows = new Map(saves.flat().map(({ key, body }) => [key, new TextEncoder().encode(body)]));
  const book = new CommandBook();
  book.load([...rows].map(([key, body]) => ({ key, body })));
  for (const entry of after) book.replay(entry);
  return book;
}

test("a command is what its entries say, also when a start finds half of them saved and half of them not", () => {
  const book = new CommandBook();
  book.apply([stored(requestedEntry(wish(1)))]);
  const asked = book.get("c-1") as Command;
  expect(asked).toEqual({ ...wish(1), seq: asked.seq });
  const save = book.save();
  const started = stored(startedEntry(asked, NOW_MS + 5));
  book.apply([started]);
  const done = stored(endEntry(book.get("c-1") as Command, "done", result, NOW_MS + 9));
  book.apply([done]);
  expect(book.get("c-1")).toMatchObject({ state: "done", startedMs: NOW_MS + 5, endedMs: NOW_MS + 9, result });
  expect(restarted([save], [started]).open()).toMatchObject([{ id: "c-1", state: "started" }]);
  expect(restarted([save], [started, done]).get("c-1")).toEqual(book.get("c-1"));
  expect(restarted([save, book.save()]).get("c-1")).toEqual(book.get("c-1"));
});

test("what has ended stays as it ended", () => {
  const book = new CommandBook();
  book.apply([stored(requestedEntry(wish(1)))]);
  const asked = book.get("c-1") as Command;
  book.apply([stored(endEntry(asked, "expired", { code: null, detail: null, data: {} }, NOW_MS))]);
  book.apply([stored(startedEntry(asked, NOW_MS)), stored(endEntry(asked, "done", result, NOW_MS))]);
  expect(book.get("c-1")?.state).toBe("expired");
});

test("the book stays small: the oldest that has ended is forgotten, an open one is not, and a start finds the same", () => {
  const book = new CommandBook();
  const saves: ReturnType<CommandBook["save"]>[] = [];
  for (let n = 0; n < 2500; n++) {
    book.apply([stored(requestedEntry(wish(n)))]);
    const command = book.get(`c-${n}`) as Command;
    if (n !== 0) book.apply([stored(endEntry(command, "done", result, NOW_MS))]);
    if (n % 7 === 0) saves.push(book.save());
  }
  saves.push(book.save());
  expect(book.newest()).toHaveLength(1000);
  expect(book.open().map(({ id }) => id)).toEqual(["c-0"]);
  expect(restarted(saves).newest()).toEqual(book.newest());
});
