// The day of the virtual campus as the gateway's journal tells it: `npm start`, faster than time, over the public contract.
import { expect, test } from "vitest";
import type { Entry, PointValue } from "#gateway/contract/entry.ts";
import { happeningsOf } from "#provisioning/demo/day/happenings.ts";
import { clockText } from "#provisioning/demo/day/time.ts";
import { allEntries } from "../harness/entries.ts";
import type { HttpClient } from "../harness/http.ts";
import { startVirtualCampus } from "../harness/virtual-campus.ts";
import { until } from "../harness/wait.ts";

const PATIENCE_MS = 90_000;
/** A day that goes by faster needs devices that are asked more often. */
const often = (text: string) => text.replaceAll(/every: (1|5|10)s/g, "every: 200ms");

/** Values of a point in the order in which they were measured; null where it had none. */
async function valuesOf(client: HttpClient, device: string, point: string) {
  const entries = await allEntries(client, `kind=reading&device=${device}`);
  return entries.map(({ body }) => (body.points as Record<string, PointValue>)[point]?.value ?? null);
}

const dataOf = ({ body }: Entry) => body.data as Record<string, unknown>;

test("a dip of the mains, an air conditioner that stays off, a rack at 28: the morning of 10:20 in the journal", async () => {
  await using campus = await startVirtualCampus(["--from", "10:18", "--speed", "60"], { edit: often });
  const { client } = campus;
  expect((await client.get("status")).json()).toMatchObject({ campus: { simulated: true } });
  const numbers = async (device: string, point: string) => (await valuesOf(client, device, point)).map(Number);
  const hottest = await until(
    "the rack to cool down again",
    async () => {
      const rack = await numbers("mr1-th2", "temperature");
      const peak = rack.indexOf(Math.max(...rack));
      return (rack[peak] ?? 0) > 27.2 && (rack.at(-1) ?? 99) < 26.5 ? rack[peak] : null;
    },
    PATIENCE_MS,
  );
  expect(hottest).toBeLessThanOrEqual(28.3);
  const current = await numbers("mr1-ac1-meter", "current");
  expect(current).toContain(0.1);
  expect(Math.max(...current.slice(current.lastIndexOf(0.1)))).toBeGreaterThan(4.5);
  const power = await allEntries(client, "type=power.*");
  expect(power.map((entry) => [entry.device, entry.type, dataOf(entry).at])).toEqual([
    ["mr1-ups", "power.lost", "10:20:00"],
    ["mr1-ups", "power.restored", "10:20:04"],
  ]);
});

test("pupils arrive at the readers in the order of the timetable, a lost card is refused, and no card is in the journal", async () => {
  await using campus = await startVirtualCampus(["--from", "07:31", "--speed", "60"]);
  const { client } = campus;
  const passages = (device: string) => allEntries(client, `kind=event&device=${device}`);
  await until(
    "two dozen passages after the lost card",
    async () => {
      const entries = await passages("east-l3");
      const refused = entries.findIndex(({ type }) => type === "access.denied");
      return refused >= 0 && entries.length > refused + 24;
    },
    PATIENCE_MS,
  );
  for (const device of ["east-l3", "east-l4"]) {
    const entries = await passages(device);
    const day = happeningsOf(device, 1).map(({ ofDay, type }) => `${clockText(ofDay)} ${type}`);
    const told = entries.map((entry) => `${dataOf(entry).at} ${entry.type}`);
    const from = day.findIndex((_, i) => day.slice(i, i + told.length).join() === told.join());
    expect([device, from]).not.toEqual([device, -1]);
    expect(JSON.stringify(entries)).not.toContain("sim-east");
    expect(dataOf(entries[0] as Entry)).toMatchObject({ simulated: true, credentialRef: expect.any(String) });
  }
});

test("water under the air conditioner is shown until it is reset by command; a reader opens; every kind of absence is shown", async () => {
  await using campus = await startVirtualCampus(["--from", "23:04", "--speed", "60"]);
  const { client } = campus;
  const last = async () => (await valuesOf(client, "io8-admin", "di2")).at(-1);
  await until("the water", async () => (await last()) === true, PATIENCE_MS);
  const run = async (device: string, wish: object) => {
    const { id } = (await client.post(`devices/${device}/commands`, wish)).json<{ id: string }>();
    return await until("its end", async () => {
      const command = (await client.get(`commands/${id}`)).json<{ state: string; endedAt: string | null }>();
      return command.endedAt === null ? null : command.state;
    });
  };
  expect(await run("io8-admin", { name: "set-do1", args: { on: true } })).toBe("done");
  await until("the water to be gone", async () => (await last()) === false);
  expect(await run("east-l3", { name: "open", args: { for: "1s" }, expiresIn: "10s" })).toBe("done");
  await until("the door", async () => (await allEntries(client, "type=door.closed&device=east-l3")).length === 1);
  expect(await run("cold-1", { name: "open", expiresIn: "10s" })).toBe("failed");

  const stateOf = async (device: string) =>
    (await client.get(`devices/${device}`)).json<{ connected: boolean | null; polling?: { state: string } | null }>();
  expect(await stateOf("mr1-th1")).toMatchObject({ connected: true, polling: { state: "up" } });
  expect(await stateOf("mr1-ac2-meter")).toMatchObject({ polling: { state: "disabled" } });
  expect(await stateOf("cold-1")).toMatchObject({ connected: true });
  expect((await stateOf("my-first-device")).connected).not.toBe(true);
  const fan = await valuesOf(client, "mr1-fan", "temperature");
  expect([fan.length > 0, fan.every((value) => value === null)]).toEqual([true, true]);
});
