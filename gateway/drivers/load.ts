// The drivers on the main thread: loaded once to check campus.yaml with, never to speak to a device.
import type { Driver, DriverDevice, DriverProblem, DriverRegistry } from "../contract/driver.ts";

/** Checks one device by its driver; nothing to say of a driver that does not exist (the configuration's own check says that). */
export type DriverCheck = (driver: string, device: DriverDevice) => readonly DriverProblem[];

/** Loads every driver of the registry, the module whose `drivers` is a DriverRegistry. */
export async function loadDriverCheck(registry: URL): Promise<DriverCheck> {
  const { drivers }: { drivers: DriverRegistry } = await import(registry.href);
  const loaded = new Map<string, Driver>();
  for (const [name, load] of Object.entries(drivers)) loaded.set(name, await load());
  return (driver, device) => loaded.get(driver)?.check(device) ?? [];
}
