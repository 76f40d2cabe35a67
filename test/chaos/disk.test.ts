import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isRoot, smallDisk, type TempFolder, tempFolder } from "../harness/temp.ts";
import { until } from "../harness/wait.ts";
import { type DiskFault, diskFault, EIO, ENOSPC, EROFS, type Faults } from "./disk-fault.ts";
import { LoadedGateway } from "./loaded-gateway.ts";

interface FaultyGateway extends AsyncDisposable {
  readonly loaded: LoadedGateway;
  readonly disk: DiskFault;
}

/** A loaded gateway on a disk that still works. */
async function onFaultyDisk(): Promise<FaultyGateway> {
  const stack = new AsyncDisposableStack();
  const work: TempFolder = stack.use(tempFolder("campus-faulty"));
  const data = join(work.path, "data");
  mkdirSync(data);
  const disk = stack.use(diskFault(data));
  const loaded = stack.use(new LoadedGateway({ data }));
  await loaded.start({ env: disk.env });
  return { loaded, disk, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** The fault strikes under load: the process must end with 70, and a start on a healed disk must show everything acknowledged. */
async function expectStorageFailure(faults: Faults): Promise<void> {
  await using faulty = await onFaultyDisk();
  const { loaded, disk } = faulty;
  await loaded.progress();
  disk.set(faults);
  const exit = await loaded.gateway.exited;
  expect(exit).toEqual({ code: 70, signal: null });
  await loaded.noticed();
  const acked = loaded.acked;
  disk.set({});
  // Nothing may have been acknowledged after the failure: all of it is found again.
  expect(await loaded.faultsAfterRestart()).toEqual([]);
  expect(loaded.acked).toBeGreaterThanOrEqual(acked);
}

describe("a disk that fails while devices send", () => {
  test("an fsync that fails ends the gateway with 70, and nothing acknowledged is lost", async () => {
    await expectStorageFailure({ fsyncErrno: EIO });
    await expectStorageFailure({ fsyncErrno: EIO, fsyncsLeft: 7 });
  }, 120_000);

  test("a write that fails with EIO ends the gateway with 70, and nothing acknowledged is lost", async () => {
    await expectStorageFailure({ writeErrno: EIO, writesLeft: 11 });
  }, 120_000);

  test("a file system that turns read-only ends the gateway with 70, and nothing acknowledged is lost", async () => {
    await expectStorageFailure({ writeErrno: EROFS });
  }, 120_000);

  test("fsyncs of three seconds make PUBACKs late: no device is disconnected, nothing is lost", async () => {
    await using faulty = await onFaultyDisk();
    const { loaded, disk } = faulty;
    for (const device of loaded.devices) device.drop();
    await loaded.connect(20);
    disk.set({ fsyncDelayMs: 3000 });
    const before = disk.fsyncs();
    await until("three slow fsyncs", () => disk.fsyncs() >= before + 3, 30_000);
    expect(await loaded.gateway.client().get("/healthz")).toMatchObject({ status: 200 });
    disk.set({});
    await loaded.progress();
    expect(loaded.disconnects).toBe(0);
    expect(await loaded.faults()).toEqual([]);
  }, 120_000);

  test("when the disk is full nothing is acknowledged, and once there is room everything goes on without loss", async () => {
    await using faulty = await onFaultyDisk();
    const { loaded, disk } = faulty;
    disk.set({ writeErrno: ENOSPC });
    const ended = loaded.gateway.exited.then(() => true);
    const silent = await until(
      "/readyz 503 or the end",
      async () => (await Promise.race([ended, notReady(loaded)])) || null,
    );
    expect(silent).toBe(true);
    disk.set({});
    if (!(await Promise.race([ended, false]))) await loaded.gateway.kill("SIGTERM");
    expect(await loaded.faultsAfterRestart()).toEqual([]);
  }, 120_000);
});

/** True when /readyz says 503. */
async function notReady(loaded: LoadedGateway): Promise<boolean> {
  const answer = await loaded.gateway.client().get("/readyz");
  return answer.status === 503;
}

describe.runIf(isRoot)("a small file system of its own", () => {
  test("below two per cent of free space nothing is acknowledged and /readyz is 503; with room again all goes on", async () => {
    await using disk = smallDisk(512 * 1024 * 1024);
    const data = join(disk.path, "data");
    mkdirSync(data);
    await using loaded = new LoadedGateway({ data, gaps: true });
    await loaded.start();
    const filler = join(disk.path, "filler");
    const { bavail, bsize } = statfsSync(disk.path);
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 4 * 1024 * 1024));
    await until("/readyz 503", () => notReady(loaded), 60_000);
    rmSync(filler);
    await until("/readyz 200", async () => !(await notReady(loaded)), 60_000);
    if (loaded.devices.some((device) => !device.connected)) {
      for (const device of loaded.devices) device.drop();
      await loaded.connect();
    }
    await loaded.progress();
    for (const device of loaded.devices) device.pause();
    expect(await loaded.faults()).toEqual([]);
  }, 120_000);

  test("a data folder that cannot be written ends the start with 70 and says so", async () => {
    await using disk = smallDisk(256 * 1024 * 1024);
    const data = join(disk.path, "data");
    mkdirSync(data);
    await using loaded = new LoadedGateway({ data });
    await loaded.start();
    await loaded.gateway.kill("SIGTERM");
    disk.readOnly();
    const exit = await loaded.gateway.startToEnd();
    expect(exit.code).toBe(70);
    expect(loaded.gateway.stderr).toContain(data);
    expect(existsSync(join(data, "journal.db"))).toBe(true);
  }, 120_000);
});
