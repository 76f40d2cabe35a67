// Each file of testcases/ is an exchange from a maker's paper, as RTU frames: what we send must be those bytes, and what the bytes
// that come back mean must be the values that the paper says.
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { modbusProfile, passingClock, QUIET_LOG, valuesOf } from "#test/harness/modbus.ts";
import { check } from "./check.ts";
import { driver } from "./index.ts";

interface Case {
  readonly profile: string;
  readonly unit: number;
  /** Only these points, where the paper reads only them. */
  readonly points?: readonly string[];
  readonly exchanges: readonly { readonly request: string; readonly response: string | null }[];
  readonly values: Readonly<Record<string, unknown>>;
}

const FOLDER = join(import.meta.dirname, "testcases");
const CASES = readdirSync(FOLDER).map(
  (name) => [name, JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Case] as const,
);

/** A frame on a serial line, without its check sum; throws if that is wrong. */
function withoutCrc(frame: string): Buffer {
  const bytes = Buffer.from(frame.replaceAll(" ", ""), "hex");
  const body = bytes.subarray(0, -2);
  let crc = 0xffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  if (crc !== bytes.readUInt16LE(body.length)) throw new Error(`${frame}: the check sum is wrong`);
  return body;
}

test.each(CASES)(
  "%s: the request is byte for byte that of the paper, and the answer means what it says",
  async (_name, golden) => {
    const clock = passingClock();
    const answers = [...golden.exchanges];
    const asked: string[] = [];
    const server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.on("data", (frame: Buffer) => {
        asked.push(frame.subarray(6).toString("hex"));
        const response = answers.shift()?.response ?? null;
        if (response === null) {
          setImmediate(() => clock.pass(1000));
          return;
        }
        const answer = withoutCrc(response);
        const header = Buffer.from(frame.subarray(0, 6));
        header.writeUInt16BE(answer.length, 4);
        socket.write(Buffer.concat([header, answer]));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const connection = { tcp: `127.0.0.1:${port}`, unit: golden.unit, timeout: "1s" };
    const link = driver.openLink(connection, { clock, log: QUIET_LOG });
    try {
      const device = { id: "golden", profile: modbusProfile(golden.profile, golden.points), connection };
      expect(check(device)).toEqual([]);
      const poll = await link.poll(device, new AbortController().signal);
      expect(asked).toEqual(golden.exchanges.map(({ request }) => withoutCrc(request).toString("hex")));
      expect(valuesOf(poll)).toEqual(golden.values);
    } finally {
      await link[Symbol.asyncDispose]();
      server.close();
    }
  },
);
