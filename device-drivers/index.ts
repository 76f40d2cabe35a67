// Every driver by name: what speaks to devices, loaded by the thread that runs it, and what checks them, loaded where campus.yaml is
// checked. Each is loaded when it is needed, and neither carries the other.
import type { DriverRegistry } from "../gateway/contract/driver.ts";

export const drivers: DriverRegistry = {
  gpio: {
    driver: async () => (await import("./gpio/index.ts")).driver,
    check: async () => (await import("./gpio/check.ts")).check,
  },
  modbus: {
    driver: async () => (await import("./modbus/index.ts")).driver,
    check: async () => (await import("./modbus/check.ts")).check,
  },
  nut: {
    driver: async () => (await import("./nut/index.ts")).driver,
    check: async () => (await import("./nut/check.ts")).check,
  },
  probe: {
    driver: async () => (await import("./probe/index.ts")).driver,
    check: async () => (await import("./probe/check.ts")).check,
  },
  snmp: {
    driver: async () => (await import("./snmp/index.ts")).driver,
    check: async () => (await import("./snmp/check.ts")).check,
  },
};
