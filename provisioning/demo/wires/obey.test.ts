import { expect, test } from "vitest";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { MQTT } from "../campus-data.ts";
import { obey } from "./obey.ts";

/** A device that obeys, and all that it says. */
function obedient(id: string) {
  const spec = MQTT.find((one) => one.id === id);
  if (spec === undefined) throw new Error(`no device ${id}`);
  const clock = handClock();
  const said: unknown[] = [];
  const take = obey({
    spec,
    clock,
    send: (topic, body) => said.push([topic, body]),
    tell: (type) => said.push(type),
  });
  const command = (more: object) => ({
    id: "c-1",
    name: "open",
    args: {},
    expiresAt: "2999-01-01T00:00:00.000Z",
    ...more,
  });
  return { clock, said, give: (more: object = {}) => take(JSON.stringify(command(more))) };
}

test("a reader opens its door once, answers, and closes it after the time asked for", () => {
  const { clock, said, give } = obedient("east-l3");
  give({ args: { for: "5s" } });
  give({ args: { for: "5s" } });
  expect(said).toEqual([
    "door.opened",
    ["result", expect.objectContaining({ id: "c-1", ok: true, data: { openMs: 5000 } })],
  ]);
  clock.pass(4999);
  expect(said).toHaveLength(2);
  clock.pass(1);
  expect(said.at(-1)).toBe("door.closed");
});

test("a command that came too late opens nothing", () => {
  const { said, give } = obedient("east-l3");
  give({ expiresAt: "1970-01-01T00:00:00.000Z" });
  expect(said).toEqual([["result", expect.objectContaining({ ok: false, code: "expired" })]]);
});

test("a sensor says that it has no doors", () => {
  const { said, give } = obedient("cold-1");
  give();
  expect(said).toEqual([["result", expect.objectContaining({ ok: false, code: "not-supported" })]]);
});
