// The simulated network on real loopback addresses, through the gateway's own probes.
import { expect, test } from "vitest";
import { check } from "#drivers/probe/check.ts";
import { createDriver } from "#drivers/probe/index.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { askedLink } from "#test/harness/asked-link.ts";
import { until } from "#test/harness/wait.ts";
import { anyFreePort } from "../../up/ports.ts";
import { at, onTheDayOf } from "../day/time.ts";
import { NETWORK } from "../network-data.ts";
import { startNetwork } from "./network.ts";

test("the exit is cut from 09:40 to 09:48 with all that is beyond it; core and buildings are not", async () => {
  const port = await anyFreePort("127.0.0.20");
  const campus = { speed: 1, ms: 0, now: () => campus.ms, realMs: (ms: number) => ms };
  const set = (time: string) => {
    campus.ms = onTheDayOf(Date.UTC(2026, 11, 1), at(time));
  };
  set("09:00");
  await using _network = await startNetwork({ port, seed: 1, clock: systemClock, campus });
  const down = async () => {
    const found = await Promise.all(
      NETWORK.map(async ({ id, host }) => {
        await using asked = askedLink(createDriver(), check, "probe-tcp", {
          connect: `${host}:${port}`,
          timeout: "10s",
        });
        return (await asked.values()).up === true ? [] : [id];
      }),
    );
    return found.flat();
  };
  expect(await down()).toEqual([]);
  set("09:41");
  const cut = ["net-exit", "net-dns", "net-site", "net-platform"];
  await until("the exit to be cut", async () => (await down()).join() === cut.join());
  set("09:48");
  await until("the exit to be back", async () => (await down()).length === 0);
});
