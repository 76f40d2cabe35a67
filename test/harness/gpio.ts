// A bed for tests of the GPIO driver: libgpiod and its tools as they are, over a kernel interface whose pins the test moves.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createDriver } from "#drivers/gpio/index.ts";
import { type SimulatedChip, simulateChip } from "#drivers/gpio/simulator/chip.ts";
import type { CommandOutcome, DriverDevice, DriverLink, Poll } from "#gateway/contract/driver.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { nativeLibrary } from "../chaos/native.ts";
import { PROJECT } from "./gateway.ts";
import { QUIET_LOG } from "./modbus.ts";
import { type TempFolder, tempFolder } from "./temp.ts";

const FOLDER = join(PROJECT, "device-drivers", "gpio");
const NEVER = new AbortController().signal;

type Json = Readonly<Record<string, unknown>>;

export interface GpioBed extends AsyncDisposable {
  readonly folder: TempFolder;
  readonly chip: SimulatedChip;
  /** What a process needs to see the simulated chips; children of this process see them already. */
  readonly env: Readonly<Record<string, string>>;
  device(profile: string, connection?: Json, id?: string): DriverDevice;
  /** A link of the driver for this device; closed with the bed. */
  open(device: DriverDevice): LineUnderTest;
}

export interface LineUnderTest {
  readonly link: DriverLink;
  poll(): Promise<Poll>;
  command(name: string, args?: Readonly<Record<string, number | boolean>>): Promise<CommandOutcome>;
  close(): Promise<void>;
}

/** The process that holds a line for this one; fails when there is none. */
export function keeperPid(): number {
  const ours = readdirSync("/proc").find((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2]);
      return parent === process.pid && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("line_keeper.py");
    } catch {
      // It is no process, or has just ended.
      return false;
    }
  });
  if (ours === undefined) throw new Error("no process holds a line");
  return Number(ours);
}

/** Line 0 to 3 of gpiochip0, all low: `door`, `leak`, `lamp`, `siren`. */
export async function gpioBed(): Promise<GpioBed> {
  const folder = tempFolder("campus-gpio");
  const chip = simulateChip(folder.path, 0, ["door", "leak", "lamp", "siren"]);
  const env = { LD_PRELOAD: nativeLibrary("gpiosim", join(FOLDER, "simulator")), GPIOSIM: folder.path };
  Object.assign(process.env, env);
  const driver = createDriver();
  const links: DriverLink[] = [];
  return {
    folder,
    chip,
    env,
    device: (profile, connection = { chip: "gpiochip0", line: 0 }, id = "contact") => ({
      id,
      profile: JSON.parse(readFileSync(join(FOLDER, "profiles", `${profile}.json`), "utf8")),
      connection,
    }),
    open(device) {
      const link = driver.openLink(device.connection, { clock: systemClock, log: QUIET_LOG });
      links.push(link);
      return {
        link,
        poll: () => link.poll(device, NEVER),
        command: async (name, args = {}) => {
          if (link.command === undefined) throw new Error("the link takes no commands");
          return await link.command(device, { id: "c-1", device: device.id, name, args }, NEVER);
        },
        close: async () => link[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: async () => {
      for (const link of links) await link[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
