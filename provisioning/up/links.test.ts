import { createServer } from "node:net";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { campusYaml } from "./campus-text.ts";
import { withLinkPorts } from "./links.ts";
import { anyFreePort } from "./ports.ts";

const YAML = campusYaml(() => "a".repeat(64), true);
const tcpOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    parse(text).devices.flatMap(({ id, connection }: { id: string; connection?: { tcp: string } }) =>
      connection === undefined ? [] : [[id, connection.tcp]],
    ),
  );

/** A server on a free port until disposed. */
async function busy(): Promise<AsyncDisposable & { port: number }> {
  const server = createServer();
  const port = await anyFreePort("127.0.0.1");
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { port, [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) };
}

test("a port that somebody else has gives way on each device of that bus, that is said, and nothing else changes", async () => {
  await using other = await busy();
  const text = YAML.replaceAll(":15020", `:${other.port}`).replaceAll(":15021", `:${await anyFreePort("127.0.0.1")}`);
  const found = await withLinkPorts(text, false);
  expect(found.ports.get("mr1")).not.toBe(other.port);
  expect(found.text).toBe(text.replaceAll(`:${other.port}`, `:${found.ports.get("mr1")}`));
  expect(found.notes).toEqual([expect.stringContaining(`${other.port}`)]);
});

test("ports that are free stay as they are written", async () => {
  const text = YAML.replaceAll(":15020", `:${await anyFreePort("127.0.0.1")}`).replaceAll(
    ":15021",
    `:${await anyFreePort("127.0.0.1")}`,
  );
  expect(await withLinkPorts(text, false)).toMatchObject({ text, notes: [] });
});

test("a first start without fixed ports gets two of its own", async () => {
  const { text, ports, notes } = await withLinkPorts(YAML, true);
  expect(new Set([...ports.values(), 15_020, 15_021]).size).toBe(4);
  expect(tcpOf(text)["mr1-meter"]).toBe(`127.0.0.1:${ports.get("mr1")}`);
  expect(notes).toEqual([]);
});

test("a device that was moved to a real address is left alone, and a bus without devices is not played", async () => {
  const moved = YAML.replaceAll("127.0.0.1:15021", "10.36.16.22:502");
  const { text, ports } = await withLinkPorts(moved, true);
  expect([...ports.keys()]).toEqual(["mr1"]);
  expect(tcpOf(text)["io8-gate-e"]).toBe("10.36.16.22:502");
});
