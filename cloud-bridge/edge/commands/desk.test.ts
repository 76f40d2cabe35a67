// What a kill leaves of a command, at each step: a real journal that is closed and opened again, and alarms that count.
import { generateKeyPairSync, sign } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { happening } from "#gateway/journal/record.ts";
import { openTestJournal, readAll } from "#gateway/journal/testing.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { GatewayError } from "#gateway/kit/errors.ts";
import { createLog } from "#gateway/kit/log.ts";
import { type TempFolder, tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { type CountyCommand, commandBytes, publicKeyText } from "../../wire/command.ts";
import { CountyCommandBook } from "./book.ts";
import { type CommandEntry, endEntry, requestedEntry, startedEntry, type Taken } from "./command.ts";
import { openCommandDesk } from "./desk.ts";
import type { CommandLinks } from "./work.ts";

const keys = generateKeyPairSync("ed25519");
const COMMAND = {
  campus: "no3-middle",
  id: "k-0123456789abcdef",
  kind: "alarm.ack",
  alarm: "hot.th-1.temperature",
  occurrence: 1,
  comment: null,
  link: null,
  by: "duty",
  issuedMs: clock.now(),
  expiresMs: clock.now() + 3_600_000,
} satisfies CountyCommand;
const BYTES = commandBytes(COMMAND, (bytes) => sign(null, bytes, keys.privateKey));
const taken = (seq: number): Taken => ({ ...COMMAND, state: "requested", seq });

let folder: TempFolder;
/** Who acknowledged the one alarm that there is. */
let acknowledged: string[];
let trouble: GatewayError | null;
/** Who links belong to; null: this campus makes none. */
let links: CommandLinks | null;
/** Posts that were asked, by the key of the question. */
let asked: string[];

beforeEach(() => {
  folder = tempFolder("county-desk");
  acknowledged = [];
  trouble = null;
  links = null;
  asked = [];
});
afterEach(() => folder[Symbol.asyncDispose]());

const alarm = (): Alarm => ({
  id: COMMAND.alarm, rule: "hot", device: "th-1", point: "temperature", occurrence: 1, severity: "high", active: true,
  acknowledged: acknowledged.length > 0, latched: false, suppressed: false, outOfService: false, shelved: null, raisedAt: null,
  clearedAt: null, value: 40, limit: 28, unit: "Cel", cause: null, text: {},
  acknowledgements: acknowledged.map((by) => ({ by, at: "2026-11-22T05:00:00.000Z", comment: null })),
}); // biome-ignore format: fields of an alarm

/** A start of the gateway on the same folder. */
async function start() {
  const stack = new AsyncDisposableStack();
  const book = new CountyCommandBook();
  const journal = stack.use(await openTestJournal(folder.path, { projections: [book] }));
  const append = ({ type, cause, body }: CommandEntry) =>
    journal.append(happening("command", type, clock.now(), body, { cause }));
  const open = () =>
    stack.use(
      openCommandDesk({
        campus: COMMAND.campus,
        book,
        append,
        alarms: {
          get: () => alarm(),
          acknowledge: async (by) => {
            if (trouble !== null) throw trouble;
            acknowledged.push(by);
            return alarm();
          },
        },
        links,
        duty: { spotCheck: async ({ key }) => void (asked.includes(key) || asked.push(key)) },
        answered: async ({ person }) => {
          if (trouble !== null) throw trouble;
          if (!acknowledged.includes(person)) acknowledged.push(person);
        },
        trust: () => ({ commandKey: publicKeyText(keys.publicKey), may: ["alarms.ack", "duty.spot-check"] }),
        clock,
        log: createLog("silent"),
      }),
    );
  const types = () => readAll(journal).flatMap((record) => (record.kind === "command" ? [record.type] : []));
  const ended = () => until("its end", () => book.get(COMMAND.id) !== null && book.open().length === 0);
  return { append, open, types, ended, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function leftAt(steps: (append: (entry: CommandEntry) => Promise<number>) => Promise<unknown>): Promise<void> {
  await using before = await start();
  await steps(before.append);
}

test("what was requested before a kill runs at the next start, once, however often it comes again", async () => {
  await leftAt((append) => append(requestedEntry(COMMAND)));
  await using run = await start();
  const desk = run.open();
  for (let i = 0; i < 3; i++) desk.take(BYTES);
  await run.ended();
  expect(run.types()).toEqual(["command.requested", "command.started", "command.done"]);
  expect(acknowledged).toEqual(["county:duty"]);
});

test.each([
  ["is done when its trace is there", ["county:duty"], "command.done"],
  ["is unknown without a trace", ["guard"], "command.unknown"],
])("what had started before a kill is not repeated: it %s", async (_what, before, end) => {
  acknowledged = [...before];
  await leftAt(async (append) => {
    const seq = await append(requestedEntry(COMMAND));
    await append(startedEntry(taken(seq)));
  });
  await using run = await start();
  run.open().take(BYTES);
  await run.ended();
  expect(run.types()).toEqual(["command.requested", "command.started", end]);
  expect(acknowledged).toEqual(before);
});

test("what has ended stays as it ended over a start and a repeat, and strange words are told once", async () => {
  await leftAt(async (append) => {
    const seq = await append(requestedEntry(COMMAND));
    await append(endEntry(taken(seq), "refused", "alarm-changed"));
  });
  await using run = await start();
  const desk = run.open();
  desk.take(BYTES);
  // One follows the other, so the repeat is over when this is told.
  desk.take(Buffer.from("{}"));
  await until("the words that are none", () => run.types().length === 3);
  expect(run.types()).toEqual(["command.requested", "command.refused", "command.refused"]);
  expect(acknowledged).toEqual([]);
});

test("an alarm that changes at the last moment makes it fail with the code, and a forged refusal ends nothing", async () => {
  trouble = new GatewayError("alarm-changed", "it is another occurrence", "Look again.");
  await leftAt((append) => append(requestedEntry(COMMAND)));
  await using run = await start();
  await run.append({
    type: "command.refused",
    cause: null,
    body: { id: COMMAND.id, name: null, result: { code: "bad-signature" } },
  });
  run.open();
  await run.ended();
  expect(run.types()).toEqual(["command.requested", "command.refused", "command.started", "command.failed"]);
});

const LINKED = { ...COMMAND, by: "link", link: `0123456789.${"p".repeat(43)}` } satisfies CountyCommand;
const LINKED_BYTES = commandBytes(LINKED, (bytes) => sign(null, bytes, keys.privateKey));
/** Links as a campus keeps them: the first command that brings one has it. */
function linksOf(person: string): CommandLinks {
  let user: string | null = null;
  return {
    use: async ({ command, objection }) => {
      if (objection !== null) return { code: objection };
      user ??= command;
      return user === command ? { person } : { code: "link-used" };
    },
  };
}

test("a link acknowledges as its person; the county's key alone, without a link of this campus, does not", async () => {
  await using run = await start();
  run.open().take(LINKED_BYTES);
  await run.ended();
  expect(run.types()).toEqual(["command.requested", "command.refused"]);
  expect(acknowledged).toEqual([]);
});

test.each(["requested", "started"] as const)(
  "an answer by a link that was %s before a kill is not lost, and another command finds the link used",
  async (state) => {
    links = linksOf("p-guard");
    await leftAt(async (append) => {
      const seq = await append(requestedEntry(LINKED));
      if (state === "started") await append(startedEntry({ ...LINKED, state: "requested", seq }));
    });
    await using run = await start();
    const desk = run.open();
    await run.ended();
    expect(acknowledged).toEqual(["p-guard"]);
    const second = { ...LINKED, id: "k-abcdef0123456789" };
    desk.take(commandBytes(second, (bytes) => sign(null, bytes, keys.privateKey)));
    await until("the second to end", () => run.types().length === 5);
    expect(run.types()).toEqual([
      "command.requested",
      "command.started",
      "command.done",
      "command.requested",
      "command.refused",
    ]);
    expect(acknowledged).toEqual(["p-guard"]);
  },
);

test("a question to a post that had started before a kill is asked under the same key, once", async () => {
  const { alarm: _alarm, occurrence: _occurrence, comment: _comment, link: _link, ...common } = COMMAND;
  const question: CountyCommand = { ...common, kind: "duty.spot-check", post: "guard" };
  await leftAt(async (append) => {
    const seq = await append(requestedEntry(question));
    await append(startedEntry({ ...question, state: "requested", seq }));
  });
  asked = [COMMAND.id];
  await using run = await start();
  run.open();
  await run.ended();
  expect(run.types()).toEqual(["command.requested", "command.started", "command.done"]);
  expect(asked).toEqual([COMMAND.id]);
});
