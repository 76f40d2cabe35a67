// Every driver by name. A driver is loaded when it is needed: by the thread that runs it, and where campus.yaml is checked.
import type { DriverRegistry } from "../gateway/contract/driver.ts";

export const drivers: DriverRegistry = {
  gpio: async () => (await import("./gpio/index.ts")).driver,
  modbus: async () => (await import("./modbus/index.ts")).driver,
};
