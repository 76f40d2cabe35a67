// Each exchange of testcases/ is from a maker's paper, as RTU frames: what we send must be those bytes, and what the bytes that come
// back mean must be the values that the paper says.
import { createServer } from "node:net";
import { expect, test } from "vitest";
import type { DriverDevice, DriverLink } from "#gateway/contract/driver.ts";
import { modbusProfile, passingClock, QUIET_LOG, valuesOf } from "#test/harness/modbus.ts";
import { GOLDEN_CASES, type GoldenCase } from "#test/harness/modbus-cases.ts";
import { check } from "./check.ts";
import { requestBytes } from "./frame.ts";
import { driver } from "./index.ts";

const never = new AbortController().signal;

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

/** Does `work` with a device that gives the answers of a case, one after the other; the requests that it got. */
async function withAnswers(golden: GoldenCase, work: (link: DriverLink, device: DriverDevice) => Promise<void>) {
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
    const device = { id: "golden", profile: modbusProfile(golden.profile), connection };
    expect(check(device)).toEqual([]);
    await work(link, { ...device, profile: modbusProfile(golden.profile, golden.points) });
  } finally {
    await link[Symbol.asyncDispose]();
    server.close();
  }
  return asked;
}

const requestsOf = ({ exchanges }: GoldenCase) => exchanges.map(({ request }) => withoutCrc(request).toString("hex"));
const polls = GOLDEN_CASES.filter(([, { values }]) => values !== undefined);
const commands = GOLDEN_CASES.filter(([, { command }]) => command !== undefined);
const frames = GOLDEN_CASES.filter(([, { frame }]) => frame !== undefined);

test.each(polls)(
  "%s: the request is byte for byte that of the paper, and the answer means what it says",
  async (_name, golden) => {
    const asked = await withAnswers(golden, async (link, device) => {
      expect(valuesOf(await link.poll(device, never))).toEqual(golden.values);
    });
    expect(asked).toEqual(requestsOf(golden));
  },
);

test.each(commands)(
  "%s: the command is byte for byte that of the paper, and its answer is success",
  async (_name, golden) => {
    const asked = await withAnswers(golden, async (link, device) => {
      const command = { id: "c-1", device: device.id, ...(golden.command ?? { name: "", args: {} }) };
      expect(await link.command?.(device, command, never)).toMatchObject({ ok: true, code: null });
    });
    expect(asked).toEqual(requestsOf(golden));
  },
);

test.each(frames)("%s: a read outside of polls is byte for byte that of the paper", (_name, golden) => {
  const { unit, frame } = golden;
  expect([requestBytes({ unit, ...(frame ?? { function: 3, address: 0, count: 0 }) }).toString("hex")]).toEqual(
    requestsOf(golden),
  );
});

test("every case is one of the three", () => {
  expect(polls.length + commands.length + frames.length).toBe(GOLDEN_CASES.length);
});
