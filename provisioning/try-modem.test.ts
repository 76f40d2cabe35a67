import { join } from "node:path";
import { expect, test } from "vitest";
import { command } from "#test/harness/command.ts";
import { PROJECT } from "#test/harness/gateway.ts";
import { startModem } from "#test/harness/modem.ts";
import { tempFolder } from "#test/harness/temp.ts";

const run = (...args: string[]) =>
  command(process.execPath, ["provisioning/try.ts", "modem", ...args], { cwd: PROJECT, deadlineMs: 100_000 });

test("a modem that is tried says what it can do, calls, sends, and leaves what came in where it is", async () => {
  await using modem = await startModem();
  modem.person("13900000001", { does: "answers", presses: [{ key: "1" }] });
  modem.sendFrom("10086", "您的余额不足");
  const { code, stdout, stderr } = await run("--serial", modem.path, "--call", "13900000001", "--sms", "13900000001");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(
    `A7670C at ${modem.path} answers AT\n  SIM         ready\n  network     home, CHINA MOBILE\n`,
  );
  expect(stdout).toContain("  speaks      yes (AT+CTTS)\n  hears keys  yes\n");
  expect(stdout).toContain("call: taken, and 1 was pressed\nmessage: taken\n");
  expect(stdout).toContain(`  modem: { serial: ${modem.path}, baud: 115200, voice: ctts }\n`);
  expect(modem.sms).toMatchObject([{ number: "13900000001" }]);
  expect(modem.state.stored).toHaveLength(1);
});

test("a modem that cannot be used says why and where to look, exit 1; a wrong call exit 64", async () => {
  await using folder = tempFolder("campus-try-modem");
  const missing = await run("--serial", join(folder.path, "ttyUSB2"));
  expect(missing.code).toBe(1);
  expect(missing.stdout).toMatch(/^no modem at .*ttyUSB2: .* is not there: .*\nlook: .*ModemManager/);
  await using modem = await startModem();
  modem.state.sim = "missing";
  const noSim = await run("--serial", modem.path);
  expect(noSim).toMatchObject({ code: 1, stdout: expect.stringContaining("wrong: there is no SIM in the modem\n") });
  expect(await run()).toMatchObject({ code: 64, stderr: expect.stringContaining("--serial PATH") });
});
