// The school's network as it is probed: exit, core, buildings, and what is reached through them. Each is an address of its own on this machine.

export interface NetworkSpec {
  readonly id: string;
  readonly name: string;
  readonly place: string;
  /** On loopback, where only this machine hears it. */
  readonly host: string;
  readonly level: "core" | "exit" | "building" | "room";
  readonly behind?: string;
  readonly every: string;
}

/** Behind the serial servers' ports. */
export const USUAL_NETWORK_PORT = 15_030;

export const NETWORK: readonly NetworkSpec[] = [
  { id: "net-core", name: "核心交换机", place: "machine-room-1", host: "127.0.0.20", level: "core", every: "10s" },
  { id: "net-exit", name: "电信出口", place: "machine-room-1", host: "127.0.0.21", level: "exit", behind: "net-core", every: "10s" },
  { id: "net-dns", name: "域名服务器", place: "machine-room-1", host: "127.0.0.22", level: "exit", behind: "net-exit", every: "30s" },
  { id: "net-site", name: "学校网站", place: "machine-room-1", host: "127.0.0.23", level: "exit", behind: "net-exit", every: "30s" },
  { id: "net-platform", name: "教育云平台", place: "machine-room-1", host: "127.0.0.24", level: "exit", behind: "net-exit", every: "30s" },
  { id: "net-mingde", name: "明德楼汇聚", place: "teaching", host: "127.0.0.25", level: "building", behind: "net-core", every: "10s" },
  { id: "net-duxue", name: "笃学楼汇聚", place: "teaching", host: "127.0.0.26", level: "building", behind: "net-core", every: "10s" },
  { id: "net-duxue-ap", name: "笃学楼无线", place: "teaching", host: "127.0.0.27", level: "room", behind: "net-duxue", every: "30s" },
  { id: "net-nvr", name: "监控录像机", place: "monitor-room", host: "127.0.0.28", level: "room", behind: "net-core", every: "30s" },
]; // biome-ignore format: one device a line
