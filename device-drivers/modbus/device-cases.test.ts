// Every profile against a server that somebody else wrote: Python codes what the device holds, from the file; we must read those values.
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#gateway/kit/clock.ts";
import { modbusProfile, QUIET_LOG, valuesOf } from "#test/harness/modbus.ts";
import { CASES_FOLDER, DEVICE_CASES } from "#test/harness/modbus-cases.ts";
import { type CasePeers, startCasePeers } from "#test/harness/pymodbus.ts";
import { driver } from "./index.ts";

let peers: CasePeers;
beforeAll(async () => {
  peers = await startCasePeers(CASES_FOLDER);
});
afterAll(() => peers[Symbol.asyncDispose]());

test.each(DEVICE_CASES)(
  "%s: what pymodbus holds is what we read, point by point",
  async (file, { profile, unit, values }) => {
    const connection = { tcp: peers.addressOf(file), unit, timeout: "20s" };
    await using link = driver.openLink(connection, { clock: systemClock, log: QUIET_LOG });
    const poll = await link.poll(
      { id: "device", profile: modbusProfile(profile), connection },
      new AbortController().signal,
    );
    expect(poll.detail).toBeUndefined();
    // Whoever looks at the bytes sees all of them.
    expect(poll.raw).not.toContain("…");
    expect(valuesOf(poll)).toEqual(values);
  },
);
