// Protocols by the names that are printed on devices.

const NAMES: Readonly<Record<string, string>> = {
  mqtt: "MQTT",
  modbus: "Modbus",
  gpio: "GPIO",
  onvif: "ONVIF",
  nut: "NUT",
  snmp: "SNMP",
  derived: "计算 · Derived",
};

/** The printed name of a driver; one that is not known is shown as it is. */
export function driverName(driver: string): string {
  return (Object.hasOwn(NAMES, driver) ? NAMES[driver] : undefined) ?? driver;
}
