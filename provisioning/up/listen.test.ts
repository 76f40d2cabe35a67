import { createServer } from "node:net";
import { expect, test } from "vitest";
import { campusYaml } from "./campus-text.ts";
import { addressOf, withPorts } from "./listen.ts";

const FREE = { http: 0, https: 0, mqtt: 0 };
const YAML = campusYaml(() => "a".repeat(64), true);

/** A port that somebody else has, until disposed. */
async function takenPort(): Promise<AsyncDisposable & { port: number }> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("no port"));
      else resolve(address.port);
    });
  });
  return { port, [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) };
}

test("ports that are asked for are written, and not a byte beside them changes", async () => {
  const { text, notes } = await withPorts(YAML, FREE);
  expect(text).toBe(YAML.replace(":8080", ":0").replace("127.0.0.1:8443", "127.0.0.1:0").replace(":1883", ":0"));
  expect(notes).toEqual([]);
});

test("a port that was not asked for and is taken gives way to the next free one, and that is said", async () => {
  await using other = await takenPort();
  const busy = YAML.replace(":8080", `:${other.port}`);
  const { text, notes } = await withPorts(busy, { ...FREE, http: null });
  expect(addressOf(text, "http")?.port).toBeGreaterThan(other.port);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toContain(`${other.port}`);
});

test("a port that was asked for and is taken is an error with a way out", async () => {
  await using other = await takenPort();
  await expect(withPorts(YAML, { ...FREE, mqtt: other.port })).rejects.toMatchObject({
    code: "start-port-taken",
    remedy: expect.stringContaining("--mqtt PORT"),
  });
});

test("a listener that the operator took out stays out", async () => {
  const without = YAML.replace(/^ {2}https:.*\n/m, "");
  expect(addressOf((await withPorts(without, { ...FREE, https: 8443 })).text, "https")).toBeNull();
});
