// Every driver by name. A driver is loaded when it is needed: by the thread that runs it, and where campus.yaml is checked.
import type { DriverRegistry } from "../gateway/contract/driver.ts";

export const drivers: DriverRegistry = {
  modbus: async () => (await import("./modbus/index.ts")).driver,
};
