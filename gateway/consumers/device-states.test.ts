import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { happening } from "#gateway/journal/record.ts";
import { openTestJournal } from "#gateway/journal/testing.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { DeviceStates } from "./device-states.ts";

test("who was online and whose clock was wrong is known after a stop, after a crash, and after both", async () => {
  await using folder = tempFolder();
  await using crashed = tempFolder();
  {
    const states = new DeviceStates();
    await using journal = await openTestJournal(folder.path, { projections: [states] });
    const say = (device: string, type: string) => journal.append(happening("state", type, 0, {}, { device }));
    await say("a", "device.online");
    await say("b", "device.online");
    await say("c", "device.online");
    await say("c", "device.offline");
    await say("b", "device.clock-wrong");
    await say("a", "device.reported");
    expect([...states.online]).toEqual(["a", "b"]);
  }
  {
    const states = new DeviceStates();
    await using journal = await openTestJournal(folder.path, { projections: [states] });
    expect([[...states.online].sort(), [...states.clockWrong]]).toEqual([["a", "b"], ["b"]]);
    const say = (device: string, type: string) => journal.append(happening("state", type, 0, {}, { device }));
    await say("a", "device.offline");
    await say("b", "device.clock-right");
    await say("d", "device.online");
    for (const end of ["", "-wal"])
      copyFileSync(join(folder.path, `journal.db${end}`), join(crashed.path, `journal.db${end}`));
  }
  for (const path of [folder.path, crashed.path]) {
    const states = new DeviceStates();
    await using _ = await openTestJournal(path, { projections: [states] });
    expect([[...states.online].sort(), [...states.clockWrong]]).toEqual([["b", "d"], []]);
  }
});

test("since when and why a device is away is known after a stop as well", async () => {
  await using folder = tempFolder();
  const away = { online: false, sinceMs: 2000, reason: "keepalive" };
  {
    const states = new DeviceStates();
    await using journal = await openTestJournal(folder.path, { projections: [states] });
    await journal.append(happening("state", "device.online", 1000, {}, { device: "a" }));
    expect(states.presence.get("a")).toEqual({ online: true, sinceMs: 1000, reason: null });
    await journal.append(happening("state", "device.offline", 2000, { reason: "keepalive" }, { device: "a" }));
    expect(states.presence.get("a")).toEqual(away);
  }
  const states = new DeviceStates();
  await using _ = await openTestJournal(folder.path, { projections: [states] });
  expect(states.presence.get("a")).toEqual(away);
  expect(states.presence.get("never")).toBeUndefined();
});
