// Who is on a network by the kernel's own table: as it was written down, as this machine has it now, and how a sweep goes round.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LinkError } from "#gateway/contract/driver.ts";
import { isRandomMac, isSingleMac } from "#gateway/contract/neighbours.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { askedLink, shippedProfile, valuesOf } from "#test/harness/asked-link.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { neighboursIn } from "./arp-table.ts";
import { check } from "./check.ts";
import { createDriver } from "./index.ts";
import { hostAt, hostCount, isHostOf, type Network, networkIn } from "./network.ts";
import { ARP_TABLE } from "./own-neighbours.ts";
import { Sweep, sweepGapMs, sweepRoundMs } from "./sweep.ts";

const NETWORK: Network = networkIn("10.0.8.0/24") ?? { base: 0, size: 0 };
const HEAD = "IP address       HW type     Flags       HW address            Mask     Device\n";
const row = (ip: string, mac: string, flags = "0x2", type = "0x1") =>
  `${ip.padEnd(17)}${type.padEnd(12)}${flags.padEnd(12)}${mac}     *        eth0\n`;
const TABLE = [
  HEAD,
  row("10.0.8.7", "3C:6A:2C:01:02:03"),
  row("10.0.8.9", "00:00:00:00:00:00", "0x0"),
  row("10.0.8.11", "a6:11:22:33:44:55", "0x6"),
  row("10.0.9.7", "3c:6a:2c:01:02:04"),
  row("10.0.8.12", "02:00:00:00:00:01", "0x6", "0x304"),
  row("10.0.8.255", "ff:ff:ff:ff:ff:ff"),
].join("");

test("the kernel's table: those of the network that answered, with the number of an Ethernet card; nobody else", () => {
  expect(neighboursIn(TABLE, NETWORK).map(({ ip, mac }) => [ip, mac])).toEqual([
    ["10.0.8.7", "3c:6a:2c:01:02:03"],
    ["10.0.8.11", "a6:11:22:33:44:55"],
  ]);
  expect(neighboursIn("", NETWORK)).toEqual([]);
  expect([isRandomMac("a6:11:22:33:44:55"), isRandomMac("3c:6a:2c:01:02:03")]).toEqual([true, false]);
  expect([isSingleMac("33:33:00:00:00:01"), isSingleMac("3c6a2c010203")]).toEqual([false, false]);
});

test("a poll counts them and hands them on; what the register adds is left to it", async () => {
  await using folder = tempFolder("campus-arp");
  const file = join(folder.path, "arp");
  writeFileSync(file, TABLE);
  await using asked = askedLink(createDriver(file), check, "probe-neighbours", { neighbours: "10.0.8.0/24" });
  const poll = await asked.poll();
  expect(valuesOf(poll)).toEqual({ neighbours: 2 });
  expect(poll.neighbours).toHaveLength(2);
});

test("this machine's own table can be read", async () => {
  await using asked = askedLink(createDriver(), check, "probe-neighbours", { neighbours: "127.0.0.0/24" });
  expect(await asked.values()).toEqual({ neighbours: 0 });
  expect(ARP_TABLE).toBe("/proc/net/arp");
});

test("where there is no such table the device is offline with words, not empty", async () => {
  await using asked = askedLink(createDriver("/nowhere/arp"), check, "probe-neighbours", { neighbours: "10.0.8.0/24" });
  await expect(asked.poll()).rejects.toThrow(LinkError);
});

test("a sweep speaks to each host of its network once a round, to nothing else, and at most four times a second", async () => {
  const small = networkIn("10.0.8.77/29") ?? NETWORK;
  const [said, gaps]: [string[], number[]] = [[], []];
  const clock = {
    ...systemClock,
    sleep: async (ms: number) => {
      gaps.push(ms);
      await systemClock.sleep(1);
    },
  };
  await using _sweep = new Sweep(small, clock, (host) => void said.push(host));
  await until("two rounds", () => said.length >= 2 * hostCount(small));
  expect(said.slice(0, 7)).toEqual(["73", "74", "75", "76", "77", "78", "73"].map((last) => `10.0.8.${last}`));
  expect(said.every((host) => isHostOf(small, host))).toBe(true);
  expect(new Set(gaps)).toEqual(new Set([50_000]));
  const widest = networkIn("172.16.4.0/22") ?? NETWORK;
  expect([hostCount(widest), hostAt(widest, 1021), sweepGapMs(widest)]).toEqual([1022, "172.16.7.254", 293]);
  expect(sweepRoundMs(widest)).toBeLessThan(6 * 60_000);
});

test("a real sweep on loopback runs beside the polls and ends with its link; a trial does not begin one", async () => {
  const sent: string[] = [];
  const clock = {
    ...systemClock,
    sleep: async (_: number, signal?: AbortSignal) => {
      sent.push("gap");
      await systemClock.sleep(1, signal);
    },
  };
  const connection = { neighbours: "127.0.0.0/29", sweep: true };
  const asked = askedLink(createDriver(), check, "probe-neighbours", connection, clock);
  await asked.link.look?.(asked.device, new AbortController().signal);
  expect(sent).toEqual([]);
  expect(await asked.values()).toEqual({ neighbours: 0 });
  await until("some words", () => sent.length > 3);
  // Resolves when the round has ended.
  await asked[Symbol.asyncDispose]();
});

test.each([
  [{ neighbours: "10.0.0.0/16" }, "connection.neighbours"],
  [{ neighbours: "10.0.8.1" }, "connection.neighbours"],
  [{ neighbours: "fd00::/64" }, "connection.neighbours"],
  [{}, "connection.neighbours"],
  [{ neighbours: "10.0.8.0/24", sweep: "yes" }, "connection.sweep"],
  [{ neighbours: "10.0.8.0/24", timeout: "1s" }, "connection.timeout"],
])("a connection %j is refused at %s", (connection, path) => {
  const problems = check({ id: "n", profile: shippedProfile("probe", "probe-neighbours"), connection });
  expect(problems.map((problem) => problem.path)).toEqual([path]);
});
