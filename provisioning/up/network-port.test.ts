import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { campusYaml } from "./campus-text.ts";
import { withNetworkPort } from "./network-port.ts";
import { anyFreePort } from "./ports.ts";

const YAML = campusYaml(() => "a".repeat(64), true);

test("a port that somebody else has gives way at each address of the simulated network, that is said, and nothing else changes", async () => {
  const taken = await anyFreePort("127.0.0.20");
  const server = createServer().listen(taken, "127.0.0.20");
  await once(server, "listening");
  const text = YAML.replaceAll(":15030", `:${taken}`);
  const found = await withNetworkPort(text, false);
  server.close();
  await once(server, "close");
  expect(found.port).not.toBe(taken);
  expect(found.text).toBe(text.replaceAll(`:${taken}"`, `:${found.port}"`));
  expect(found.notes).toEqual([expect.stringContaining(String(taken))]);
});

test("a free port stays; a campus.yaml without the network has none", async () => {
  const free = await anyFreePort("127.0.0.20");
  const text = YAML.replaceAll(":15030", `:${free}`);
  expect(await withNetworkPort(text, false)).toEqual({ text, port: free, notes: [] });
  expect((await withNetworkPort("devices: []\n", false)).port).toBeNull();
});
