import { expect, test } from "vitest";
import { systemClock } from "#gateway/kit/clock.ts";
import { openBed, PlayedCounty } from "#test/harness/county-link.ts";
import { ManualClock } from "#test/harness/manual-clock.ts";
import { startMosquitto } from "#test/harness/mosquitto.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { createNames } from "./names.ts";

const { signal } = new AbortController();

test("while a name leads nowhere, the address that it had before is called; without one the link says so", async () => {
  let addresses: string[] | null = null;
  const names = createNames(systemClock, async () => addresses ?? Promise.reject(new Error("ENOTFOUND")));
  await expect(names.addressOf("county.example", signal)).rejects.toMatchObject({ code: "county-unreachable", message: expect.stringContaining("county.example") }); // biome-ignore format: one line
  addresses = ["10.0.0.1"];
  expect(await names.addressOf("county.example", signal)).toBe("10.0.0.1");
  addresses = null;
  expect(await names.addressOf("county.example", signal)).toBe("10.0.0.1");
});

test("a question that hangs is waited for five seconds, and is never asked a second time meanwhile", async () => {
  const clock = new ManualClock();
  let asked = 0;
  const names = createNames(clock, () => {
    asked++;
    return new Promise(() => undefined);
  });
  for (let i = 0; i < 3; i++) {
    const answer = names.addressOf("county.example", signal);
    clock.advance(5000);
    await expect(answer).rejects.toMatchObject({ message: expect.stringContaining("no answer within 5000 ms") });
  }
  expect(asked).toBe(1);
});

test("of several addresses another one is called each time; an address in place of a name is asked of nobody", async () => {
  const names = createNames(systemClock, async () => ["10.0.0.1", "10.0.0.2"]);
  const called = new Set([await names.addressOf("c", signal), await names.addressOf("c", signal)]);
  expect(called).toEqual(new Set(["10.0.0.1", "10.0.0.2"]));
  const none = createNames(systemClock, () => Promise.reject(new Error("asked")));
  expect(await none.addressOf("127.0.0.1", signal)).toBe("127.0.0.1");
  expect(await none.addressOf("[::1]", signal)).toBe("::1");
});

test("a link whose name server comes and goes says why there is no connection, and delivers as soon as the name is found", async () => {
  await using folder = tempFolder("county-link");
  await using broker = await startMosquitto(["allow_anonymous true"]);
  await using county = await PlayedCounty.connect(broker.port);
  county.acknowledgeAll();
  let asked = 0;
  let isThere = false;
  const ask = async () => {
    asked++;
    if (isThere) return ["127.0.0.1"];
    throw new Error("getaddrinfo ENOTFOUND county.example");
  };
  const url = `mqtt://county.example:${broker.port}`;
  await using open = await openBed(folder.path, broker.port, { settings: { url }, ask });
  await open.tell("alarm", "alarm.raised");
  await until("three tries", () => asked >= 3);
  expect([open.link.state, open.link.trouble]).toEqual(["connecting", expect.stringContaining("county.example")]);
  isThere = true;
  await until("the alarm", () => county.of("alarm").length === 1 && open.link.frames().get("alarm") === 0);
});
