// Outputs that are on for a while only, over the public contract: the real process, the real Modbus driver, a relay on loopback. Whatever
// happens to the gateway, the output is switched back, and the journal says by whom.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { startSimulator } from "#drivers/modbus/simulator/server.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { allEntries } from "../harness/entries.ts";
import { Gateway } from "../harness/gateway.ts";
import { until } from "../harness/wait.ts";

const NAME = { "zh-CN": "继电器", en: "Relay" };

/** A model whose output is on for so long. */
const relay = (after: string) => ({
  id: "relay-1",
  name: NAME,
  driver: "modbus",
  points: { out: { unit: "1", type: "boolean", wire: { function: 1, address: 0, type: "bit" } } },
  wire: {
    commands: {
      set: { args: { on: { type: "boolean" } }, write: { function: 5, address: 0, type: "bit" } },
      unlock: {
        args: {},
        write: { function: 5, address: 0, type: "bit", value: true },
        pulse: { after, back: { name: "set", args: { on: false } } },
      },
    },
  },
});

async function lock(after: string) {
  const unit = memoryUnit();
  unit.set(1, 0, 0);
  const simulator = await startSimulator({ units: new Map([[1, unit]]), clock: systemClock });
  const connection = { tcp: `127.0.0.1:${simulator.port}`, timeout: "20s" };
  const device = { driver: "modbus", profile: "relay-1", connection, every: "1s", credential: undefined };
  const gateway = new Gateway({ devices: { lock: device } });
  const own = join(dirname(gateway.configFile), "profiles");
  mkdirSync(own);
  writeFileSync(join(own, "relay-1.json"), JSON.stringify(relay(after)));
  await gateway.start();
  return {
    gateway,
    isOn: () => unit.read(1, 0) === 1,
    unlock: async () => {
      const admin = await gateway.admin();
      const answer = await admin.post("devices/lock/commands", { name: "unlock", expiresIn: "30s" });
      expect(answer.status, answer.text).toBe(202);
      const { id } = answer.json<{ id: string }>();
      await until("the door to be open", async () => (await admin.get(`commands/${id}`)).json().state === "done");
    },
    /** Who gave which command that was carried out, in order. */
    done: async () => {
      const entries = await allEntries(await gateway.admin(), "device=lock&type=command.done");
      return entries.map(({ body }) => `${String(body.name)} by ${String(body.by)}`);
    },
    [Symbol.asyncDispose]: async () => {
      await gateway[Symbol.asyncDispose]();
      await simulator[Symbol.asyncDispose]();
    },
  };
}

test("a pulse is taken back when its time has passed, by a command of the gateway's own", async () => {
  await using door = await lock("1s");
  await door.unlock();
  await until("the door to be locked", () => !door.isOn());
  await until("its entry", async () => (await door.done()).length === 2);
  expect(await door.done()).toEqual(["unlock by admin", "set by gateway"]);
});

test("a pulse outlives no crash: the start after kill -9 takes it back first, and does not repeat it", async () => {
  await using door = await lock("600s");
  await door.unlock();
  expect(door.isOn()).toBe(true);
  await door.gateway.kill("SIGKILL");
  expect(door.isOn()).toBe(true);
  await door.gateway.start();
  await until("the door to be locked", () => !door.isOn());
  await until("its entry", async () => (await door.done()).length === 2);
  expect(await door.done()).toEqual(["unlock by admin", "set by gateway"]);
  await door.gateway.restart();
  expect([await door.done(), door.isOn()]).toEqual([["unlock by admin", "set by gateway"], false]);
});

test("a gateway that is stopped takes its pulses back before it ends", async () => {
  await using door = await lock("600s");
  await door.unlock();
  expect(door.isOn()).toBe(true);
  await door.gateway.kill("SIGTERM");
  expect(door.isOn()).toBe(false);
});
