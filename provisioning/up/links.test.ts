import { createServer } from "node:net";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { campusYaml } from "./campus-text.ts";
import { withLinkPorts } from "./links.ts";
import { anyFreePort } from "./ports.ts";

const YAML = campusYaml(() => "a".repeat(64), true);
const tcpOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    parse(text).devices.flatMap(
      ({ id, connection }: { id: string; connection?: { tcp?: string; rtuOverTcp?: string } }) =>
        connection === undefined ? [] : [[id, connection.tcp ?? connection.rtuOverTcp]],
    ),
  );

/** The text with other ports, on which nobody listens, for these. */
async function onFreePorts(text: string, ...usual: readonly string[]): Promise<string> {
  let changed = text;
  for (const one of usual) changed = changed.replaceAll(one, `:${await anyFreePort("127.0.0.1")}`);
  return changed;
}

/** A server on a free port until disposed. */
async function busy(): Promise<AsyncDisposable & { port: number }> {
  const server = createServer();
  const port = await anyFreePort("127.0.0.1");
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { port, [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) };
}

test("a port that somebody else has gives way on each device of that bus, that is said, and nothing else changes", async () => {
  await using other = await busy();
  const text = (await onFreePorts(YAML, ":15021", ":15022")).replaceAll(":15020", `:${other.port}`);
  const found = await withLinkPorts(text, false);
  expect(found.ports.get("mr1")).not.toBe(other.port);
  expect(found.text).toBe(text.replaceAll(`:${other.port}`, `:${found.ports.get("mr1")}`));
  expect(found.notes).toEqual([expect.stringContaining(`${other.port}`)]);
});

test("a port that gives way never becomes that of the other bus", async () => {
  await using other = await busy();
  const free = await onFreePorts(YAML, ":15022");
  const text = free.replaceAll(":15020", `:${other.port}`).replaceAll(":15021", `:${other.port + 1}`);
  const { ports, text: changed } = await withLinkPorts(text, false);
  expect(ports.get("mr1")).not.toBe(ports.get("io"));
  expect(tcpOf(changed)).toMatchObject({
    "mr1-meter": `127.0.0.1:${ports.get("mr1")}`,
    "io8-gate-e": `127.0.0.1:${ports.get("io")}`,
  });
});

test("ports that are free stay as they are written", async () => {
  const text = await onFreePorts(YAML, ":15020", ":15021", ":15022");
  expect(await withLinkPorts(text, false)).toMatchObject({ text, notes: [] });
});

test("a first start without fixed ports gets three of its own", async () => {
  const { text, ports, notes } = await withLinkPorts(YAML, true);
  expect(new Set([...ports.values(), 15_020, 15_021, 15_022]).size).toBe(6);
  expect(tcpOf(text)).toMatchObject({
    "mr1-meter": `127.0.0.1:${ports.get("mr1")}`,
    "mr1-pdu1": `127.0.0.1:${ports.get("pdu")}`,
  });
  expect(notes).toEqual([]);
});

test("a device that was moved to a real address is left alone, and a bus without devices is not played", async () => {
  const moved = YAML.replaceAll("127.0.0.1:15021", "10.36.16.22:502");
  const { text, ports } = await withLinkPorts(moved, true);
  expect([...ports.keys()]).toEqual(["mr1", "pdu"]);
  expect(tcpOf(text)["io8-gate-e"]).toBe("10.36.16.22:502");
});
