import { describe, expect, test } from "vitest";
import { allEntries, entriesPage } from "../harness/entries.ts";
import { mosquittoPub } from "../harness/mosquitto.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { openSse, type SseMessage, type SseReader } from "../harness/sse.ts";
import { sharedGateway } from "./shared-gateway.ts";

const gateway = sharedGateway({ devices: 3 });

/** So many entries from the stream, comments and bare ids passed over. */
async function take(stream: SseReader, count: number): Promise<SseMessage[]> {
  const messages: SseMessage[] = [];
  while (messages.length < count) messages.push(await stream.nextEvent("entry"));
  return messages;
}

function seqOf(message: SseMessage | undefined): number {
  return Number(message?.id?.split(":")[1]);
}

describe("GET /stream (contract §7)", () => {
  test("an entry of mosquitto_pub -q 1 arrives as id, event and one line of data, the same as in /entries", async () => {
    const admin = await gateway().admin();
    await using stream = await openSse(admin, "stream?kind=reading");
    expect(stream.status).toBe(200);
    expect(stream.contentType).toMatch(/^text\/event-stream/);
    const device = gateway().device(0);
    const payload = '{"seq": 41, "boot": "a1", "points": {"temperature": 23.4}}';
    const sent = await mosquittoPub(gateway(), device, [
      "-q",
      "1",
      "-t",
      `campus/v1/${device.id}/telemetry`,
      "-m",
      payload,
    ]);
    expect(sent.code).toBe(0);
    const message = await stream.nextEvent("entry");
    const [entry] = await allEntries(admin, `kind=reading&device=${device.id}`);
    const id = `${gateway().run.epoch}:${entry?.seq}`;
    expect(message.raw).toBe(`id: ${id}\nevent: entry\ndata: ${message.data}`);
    expect(JSON.parse(message.data ?? "")).toEqual(entry);
    expect(Object.keys(JSON.parse(message.data ?? ""))).toEqual(Object.keys(entry ?? {}));
  });

  test("a stream from the beginning gives every entry once, in order, and then what is new", async () => {
    const admin = await gateway().admin();
    const { head } = await entriesPage(admin);
    await using stream = await openSse(admin, "stream?after=0");
    const old = await take(stream, head);
    expect(old.map(seqOf)).toEqual(Array.from({ length: head }, (_, i) => i + 1));
    await using device = await connectDevice(gateway(), gateway().device(1));
    await device.telemetry({ temperature: 1 });
    expect(seqOf(await stream.nextEvent("entry"))).toBe(head + 1);
  });

  test("Last-Event-ID goes on where the last stream ended, without a hole or a repeat", async () => {
    const admin = await gateway().admin();
    await using device = await connectDevice(gateway(), gateway().device(2));
    let last: SseMessage | undefined;
    {
      await using stream = await openSse(admin, "stream");
      await device.telemetry({ temperature: 1 });
      last = await stream.nextEvent("entry");
    }
    await device.telemetry({ temperature: 2 });
    await device.telemetry({ temperature: 3 });
    await using again = await openSse(admin, "stream", last?.id ?? "");
    expect((await take(again, 2)).map(seqOf)).toEqual([seqOf(last) + 1, seqOf(last) + 2]);
  });

  test("/latest stands at a seq from which the stream continues without gap or overlap", async () => {
    const admin = await gateway().admin();
    await using device = await connectDevice(gateway(), gateway().device(2));
    await device.telemetry({ temperature: 1 });
    const { epoch, seq } = (await admin.get("latest")).json<{ epoch: string; seq: number }>();
    await device.telemetry({ temperature: 2 });
    await using stream = await openSse(admin, `stream?after=${epoch}:${seq}`);
    expect(seqOf(await stream.nextEvent("entry"))).toBe(seq + 1);
  });

  test("a beat comes as a comment at least every few seconds", async () => {
    const admin = await gateway().admin();
    await using stream = await openSse(admin, "stream?type=nothing.happens");
    for (let beats = 0; beats < 2; ) {
      const message = await stream.next(6000);
      if (message === null) throw new Error("the stream ended");
      if (message.comment === "beat") beats++;
    }
  });

  test("an epoch that is gone is told, and the stream goes on from the start of the new one", async () => {
    const admin = await gateway().admin();
    await using stream = await openSse(admin, "stream?after=zzzzzzzz:9");
    const told = await stream.nextEvent("epoch");
    expect(JSON.parse(told.data ?? "")).toEqual({ epoch: gateway().run.epoch });
    expect(seqOf(await stream.nextEvent("entry"))).toBe(1);
  });

  test("SIGTERM ends the stream with code stopping", async () => {
    const admin = await gateway().admin();
    await using stream = await openSse(admin, "stream");
    await gateway().kill("SIGTERM");
    expect(JSON.parse((await stream.nextEvent("end")).data ?? "")).toEqual({ code: "stopping" });
    expect(await stream.next()).toBeNull();
  });
});
