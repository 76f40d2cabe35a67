// What the drivers know of devices, on the main thread: loaded once to check campus.yaml with, never to speak to a device.
import type { DeviceCheck, DriverDevice, DriverProblem, DriverRegistry } from "../contract/driver.ts";

/** Checks one device by its driver; nothing to say of a driver that does not exist (the configuration's own check says that). */
export type DriverCheck = (driver: string, device: DriverDevice) => readonly DriverProblem[];

/** Loads every check of the registry, the module whose `drivers` is a DriverRegistry. */
export async function loadDriverCheck(registry: URL): Promise<DriverCheck> {
  const { drivers }: { drivers: DriverRegistry } = await import(registry.href);
  const checks = new Map<string, DeviceCheck>();
  for (const [name, { check }] of Object.entries(drivers)) checks.set(name, await check());
  return (driver, device) => checks.get(driver)?.(device) ?? [];
}
