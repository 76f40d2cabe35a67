// /stream over real sockets and a real journal (contract §7): nothing twice, nothing missing, and nobody held up by a slow reader.
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAll, type Bed, openBed, readingOf } from "#test/harness/api-bed.ts";
import { openSse, type SseReader } from "#test/harness/sse.ts";
import { until } from "#test/harness/wait.ts";
import { happening } from "../journal/record.ts";
import { systemClock } from "../kit/clock.ts";

let bed: Bed;
beforeAll(async () => {
  bed = await openBed();
});
afterAll(async () => bed[Symbol.asyncDispose]());

function seqOf(id: string | null): number {
  return Number(id?.split(":")[1] ?? Number.NaN);
}

/** Reads entries until one has this seq, checking ids on the way; answers the seqs. */
async function readTo(stream: SseReader, last: number): Promise<number[]> {
  const seqs: number[] = [];
  while (seqs.at(-1) !== last) {
    const message = await stream.nextEvent("entry");
    const entry = JSON.parse(message.data ?? "");
    expect(message.id).toBe(`${entry.epoch}:${entry.seq}`);
    seqs.push(entry.seq);
  }
  return seqs;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

describe("GET /stream", () => {
  test("is text/event-stream with LF only: id, event entry and one line of data, exactly the entry of /entries", async () => {
    await bed.readings("dev-1", [1, 2, 3]);
    const client = await bed.admin();
    await using stream = await openSse(client, "stream?after=0");
    expect(stream.status).toBe(200);
    expect(stream.contentType).toContain("text/event-stream");
    const message = await stream.nextEvent("entry");
    expect(message.raw).toMatch(/^id: [^\n]+\nevent: entry\ndata: \{[^\n]+\}$/);
    const page = await client.get("entries?limit=1");
    expect(JSON.parse(message.data ?? "")).toEqual(page.json<{ entries: unknown[] }>().entries[0]);
  });

  test("beats while nothing happens", async () => {
    await using stream = await openSse(await bed.admin(), "stream");
    let beats = 0;
    while (beats < 2) if ((await stream.next())?.comment === "beat") beats++;
  });

  test("without `after` begins now; with it, or Last-Event-ID, exactly behind that position, whatever was appended in between", async () => {
    const client = await bed.admin();
    await using now = await openSse(client, "stream");
    expect(seqOf((await now.next())?.id ?? null)).toBe(bed.journal.head);
    const before = bed.journal.head;
    await bed.readings("dev-1", [10, 11, 12]);
    expect(await readTo(now, before + 3)).toEqual(range(before + 1, before + 3));
    await using after = await openSse(client, `stream?after=${before + 1}`);
    await using resumed = await openSse(client, "stream?after=0", `${bed.journal.epoch}:${before + 2}`);
    await bed.readings("dev-1", [13]);
    expect(await readTo(after, before + 4)).toEqual(range(before + 2, before + 4));
    expect(await readTo(resumed, before + 4)).toEqual([before + 3, before + 4]);
  });

  test("a position of another epoch, or beyond the head, gets `epoch` and then everything from the start", async () => {
    for (const after of ["other000:7", "99999999"]) {
      await using stream = await openSse(await bed.admin(), `stream?after=${after}`);
      const message = await stream.next();
      expect(message).toMatchObject({
        event: "epoch",
        id: `${bed.journal.epoch}:0`,
        data: JSON.stringify({ epoch: bed.journal.epoch }),
      });
      expect((await readTo(stream, 3)).slice(0, 3)).toEqual([1, 2, 3]);
    }
  });

  test("filters as /entries does, and moves the id past what the filter left out within 10 s", async () => {
    const head = bed.journal.head;
    await using stream = await openSse(await bed.admin(), "stream?type=door.*&device=dev-1");
    await bed.readings("dev-1", [1, 2, 3, 4]);
    await bed.journal.append(happening("event", "door.forced", systemClock.now(), {}, { device: "dev-2" }));
    const seq = await bed.journal.append(happening("event", "door.held", systemClock.now(), {}, { device: "dev-1" }));
    expect(seqOf((await stream.nextEvent("entry")).id)).toBe(seq);
    await bed.readings("dev-1", [5]);
    const moved = await until("an id without data", async () => {
      const message = await stream.next();
      return message?.event === null && message.data === null && seqOf(message.id) > seq ? message : null;
    });
    expect(moved.raw).toBe(`id: ${bed.journal.epoch}:${head + 7}`);
  });

  test("a scoped account's stream has only what its pages have", async () => {
    const client = await bed.account("streamer", ["guard"], { places: ["room-1"], devices: [] });
    await using stream = await openSse(client, "stream");
    await bed.readings("dev-2", [1, 2]);
    await bed.readings("dev-1", [3]);
    const entry = JSON.parse((await stream.nextEvent("entry")).data ?? "");
    expect(entry).toMatchObject({ device: "dev-1", seq: bed.journal.head });
  });

  test("an open stream follows its account: a narrower scope counts within seconds", async () => {
    const admin = await bed.admin();
    const client = await bed.account("moved", ["guard"], null);
    await using stream = await openSse(client, "stream?kind=reading");
    const change = { scope: { places: ["room-2"], devices: [] } };
    expect((await admin.ask("PATCH", "accounts/moved", { body: change })).status).toBe(200);
    await until("a round without the entry of room-1", async () => {
      await bed.readings("dev-1", [1]);
      await bed.readings("dev-2", [2]);
      const first = JSON.parse((await stream.nextEvent("entry")).data ?? "");
      if (first.device === "dev-1") await stream.nextEvent("entry");
      return first.device === "dev-2";
    });
  });

  test("?latest=1s sends changed points together and readings not as entries", async () => {
    const client = await bed.admin();
    const at = (await client.get("latest")).json<{ seq: number }>().seq;
    await using stream = await openSse(client, `stream?latest=1s&after=${bed.journal.epoch}:${at}`);
    await bed.readings("dev-3", range(1, 50));
    const event = await bed.journal.append(
      happening("event", "door.opened", systemClock.now(), {}, { device: "dev-3" }),
    );
    const seen = new Map<string, unknown>();
    let entries = 0;
    await until("the value after the last reading", async () => {
      const message = await stream.next();
      if (message?.event === "entry") {
        entries++;
        expect(JSON.parse(message.data ?? "")).toMatchObject({ kind: "event", seq: event });
      }
      if (message?.event === "latest") {
        const body = JSON.parse(message.data ?? "");
        expect(Object.keys(body)).toEqual(["epoch", "seq", "at", "points"]);
        for (const point of body.points) seen.set(point.device, point.value);
      }
      return seen.get("dev-3") === 50 && entries > 0;
    });
    expect([...seen.keys()]).toEqual(["dev-3"]);
    expect(entries).toBe(1);
  });

  test("ends with `signed-out` when the session ends, or its account is disabled", async () => {
    const client = await bed.account("leaver", ["guard"], null);
    await using one = await openSse(client, "stream");
    await using other = await openSse(await bed.account("fired", ["guard"], null), "stream");
    expect((await client.ask("DELETE", "session")).status).toBe(204);
    expect((await one.nextEvent("end")).data).toBe('{"code":"signed-out"}');
    expect(await one.next()).toBe(null);
    await (await bed.admin()).ask("PATCH", "accounts/fired", { body: { disabled: true } });
    expect((await other.nextEvent("end")).data).toBe('{"code":"signed-out"}');
  });

  test("refuses more streams than one account may have with 429 and Retry-After, and takes them again when some are closed", async () => {
    const client = await bed.account("greedy", ["guard"], null);
    const open: SseReader[] = [];
    let refused: SseReader | null = null;
    while (refused === null) {
      const stream = await openSse(client, "stream");
      if (stream.status === 200) open.push(stream);
      else refused = stream;
    }
    expect(refused.status).toBe(429);
    expect(open).toHaveLength(32);
    await Promise.all([...open, refused].map((stream) => stream[Symbol.asyncDispose]()));
    await until("a free stream", async () => {
      await using stream = await openSse(client, "stream");
      return stream.status === 200;
    });
  });

  test.each(["latest=0s", "latest=2h", "after=x", "kind=no", "color=red"])(
    "refuses ?%s before it streams",
    async (query) => {
      expect((await (await bed.admin()).get(`stream?${query}`)).json()).toMatchObject({
        status: 400,
        code: "bad-request",
      });
    },
  );
});

describe("under load", () => {
  test("20 000 entries appended while clients come, drop at random and resume: each sees each entry exactly once, in order", async () => {
    const from = bed.journal.head;
    const total = 20_000;
    const to = from + total;
    const client = await bed.admin();
    const feed = (async () => {
      for (let i = 0; i < total; i += 500) {
        await addAll(
          bed.journal,
          range(i, i + 499).map((value) => readingOf(bed.journal, `dev-${(value % 4) + 1}`, value)),
        );
      }
    })();
    const breaks: number[] = [];
    async function follow(number: number): Promise<number[]> {
      const seqs: number[] = [];
      let random = number * 7919 + 1;
      let lastId = `${bed.journal.epoch}:${from}`;
      while (seqs.length < total) {
        random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
        const dropAfter = 1 + (random % 4000);
        await using stream = await openSse(client, "stream?after=0", lastId);
        for (let read = 0; read < dropAfter && seqs.length < total; ) {
          const message = await stream.next(50_000);
          if (message === null) break;
          lastId = message.id ?? lastId;
          if (message.event !== "entry") continue;
          seqs.push(JSON.parse(message.data ?? "").seq);
          read++;
        }
        breaks.push(seqs.length);
      }
      return seqs;
    }
    const [, ...seen] = await Promise.all([feed, ...range(1, 6).map(follow)]);
    for (const seqs of seen) expect(seqs).toEqual(range(from + 1, to));
    expect(breaks.length).toBeGreaterThan(30);
  });

  test("a client that does not read gets `lagging`; meanwhile others get everything and memory stays bounded", async () => {
    const admin = await bed.admin();
    const url = new URL(bed.base);
    const socket = connect({ host: url.hostname, port: Number(url.port) });
    socket.write(`GET /api/v1/stream HTTP/1.1\r\nHost: ${url.host}\r\nCookie: ${admin.cookie}\r\n\r\n`);
    socket.pause();
    await using reader = await openSse(admin, "stream");
    await reader.next();
    const from = bed.journal.head;
    const pad = "x".repeat(3000);
    const body = { pad };
    const total = 6000;
    const records = range(1, total).map(() => happening("event", "bell.rung", systemClock.now(), body));
    const done = readTo(reader, from + total);
    for (let i = 0; i < total; i += 500) await addAll(bed.journal, records.slice(i, i + 500));
    expect(await done).toEqual(range(from + 1, from + total));
    const before = process.memoryUsage().rss;
    const clientsOf = async () => Number(/campus_stream_clients (\d+)/.exec(await bed.metrics.text())?.[1]);
    expect(await clientsOf()).toBe(2);
    await until("the lagging client to be given up", async () => (await clientsOf()) === 1, 30_000);
    let text = "";
    const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-2000);
    });
    socket.resume();
    await ended;
    expect(text).toContain('event: end\ndata: {"code":"lagging"}\n\n');
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });
});

test("closing the interface ends streams with `stopping`", async () => {
  await using own = await openBed();
  await using stream = await openSse(await own.admin(), "stream");
  const end = stream.nextEvent("end");
  await own.close();
  expect((await end).data).toBe('{"code":"stopping"}');
});
