// Where the configuration is changed on somebody's behalf: each change names the version it was made for, is checked as a whole, written,
// in force and audited when it resolves, or nothing has happened.

import { formatTime } from "../../contract/time.ts";
import { GatewayError } from "../../kit/errors.ts";
import type { CampusConfig, DeviceConfig } from "../campus.ts";
import { ConfigProblems, type Path, type Problem } from "../problem.ts";
import { versionOf } from "../read.ts";
import type { ConfigStore } from "../store.ts";
import { said } from "../words.ts";
import { parseYaml } from "../yaml.ts";
import { changesOf } from "./changes.ts";
import { editItem, itemIn } from "./edit.ts";
import { fieldRefused, refusedBy } from "./refused.ts";
import { configChanged } from "./replace-file.ts";
import { newSecret } from "./secret.ts";

type Item = Readonly<Record<string, unknown>>;
type ItemList = "devices" | "places";

interface Asker {
  readonly account: string;
  readonly remote: string;
  readonly version: string;
}

interface Audit {
  readonly type: string;
  readonly account: string;
  readonly remote: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

interface Kept {
  readonly id: string;
  readonly version: string;
  readonly atMs: number;
  readonly by: string | null;
  /** Null where today's checks refuse it. */
  readonly config: CampusConfig | null;
}

export interface DeskOptions<T> {
  readonly config: ConfigStore;
  /** Resolves when the line is on disk. */
  readonly audit: (line: Audit) => Promise<void>;
  /** Asks a device that need not be configured. */
  readonly tryDevice: (device: DeviceConfig) => Promise<T>;
}

/** Devices of this driver send to us. */
const PUSH_DRIVER = "mqtt";

const textOf = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
const bytesOf = (text: string) => new TextEncoder().encode(text);

export function configDesk<T>({ config, audit, tryDevice }: DeskOptions<T>) {
  /** Does one change; `at` says where in the new file stands what was submitted. */
  async function change(
    by: Asker,
    make: (bytes: Uint8Array) => Uint8Array,
    at: (next: Uint8Array) => Path,
    detail: Item,
  ) {
    let made: Uint8Array = new Uint8Array();
    try {
      const { version, account } = by;
      const wish = { version, by: account, make: (bytes: Uint8Array) => (made = make(bytes)) };
      const { before, next } = await config.change(wish);
      const { added, removed, changed } = changesOf(before, next);
      const counts = { added: added.length, removed: removed.length, changed: changed.length };
      const told = { ...detail, version: next.version, before: before.version, ...counts };
      await audit({ type: "config.changed", account, remote: by.remote, detail: told });
      return { version: next.version };
    } catch (error) {
      if (error instanceof ConfigProblems) throw refusedBy(error, at(made));
      throw error;
    }
  }

  function changeItem(by: Asker, list: ItemList, id: string, item: Item | null, action: string) {
    const make = (bytes: Uint8Array) => {
      if (item === null && itemIn(bytes, list, id) === null) throw noSuch(list, id);
      return editItem(bytes, { list, id, item });
    };
    return change(by, make, (next) => pathOf(next, list, id), { action, list, id });
  }

  return {
    running() {
      const { bytes, sinceMs, by } = config.running;
      const { disk } = config;
      const file = disk.bytes === null || Buffer.compare(disk.bytes, bytes) === 0 ? null : disk.bytes;
      return {
        version: config.current.version,
        text: textOf(bytes),
        appliedAt: formatTime(sinceMs),
        by,
        problems: disk.problems.map(problemView),
        file: file === null ? null : { version: versionOf(file), text: textOf(file) },
      };
    },

    async versions() {
      const all: Kept[] = [];
      for await (const { name, bytes, atMs, by } of config.versions()) {
        const read = config.read(bytes);
        all.push({ id: idOf(name), version: versionOf(bytes), atMs, by, config: read.ok ? read.config : null });
      }
      const running = all.findIndex(({ version }) => version === config.current.version);
      return all.map(({ id, version, atMs, by, config: next }, at) => {
        const before = all[at + 1]?.config ?? null;
        const changes = next === null || before === null ? null : changesOf(before, next);
        return { id, version, at: formatTime(atMs), by, running: at === running, difference: changes };
      });
    },

    check(text: string) {
      const read = config.read(bytesOf(text));
      if (!read.ok) return { problems: read.problems.map(problemView), difference: null };
      return { problems: [], difference: changesOf(config.current, read.config) };
    },

    item: (list: ItemList, id: string) => itemIn(config.running.bytes, list, id),

    async putItem(by: Asker, list: ItemList, id: string, item: Item) {
      if (item.id !== undefined && item.id !== id) {
        throw fieldRefused("/id", { en: `must be ${id}, as in the address`, "zh-CN": `必须与地址中的编号一致：${id}` });
      }
      return await changeItem(by, list, id, { id, ...item }, "put");
    },

    deleteItem: (by: Asker, list: ItemList, id: string) => changeItem(by, list, id, null, "delete"),

    /** A text whose line breaks a browser has made `\n` gets back those that the file has throughout. */
    putText(by: Asker, text: string) {
      const make = (bytes: Uint8Array) => {
        const before = textOf(bytes);
        const wasCrlf = before.includes("\r\n") && !/(?<!\r)\n/.test(before);
        return bytesOf(wasCrlf && !text.includes("\r") ? text.replaceAll("\n", "\r\n") : text);
      };
      return change(by, make, () => [], { action: "text" });
    },

    async undo(by: Asker, version: string) {
      for await (const { name, bytes } of config.versions()) {
        if (idOf(name) !== version && versionOf(bytes) !== version) continue;
        return await change(
          by,
          () => bytes,
          () => [],
          { action: "undo", to: idOf(name) },
        );
      }
      throw new GatewayError(
        "not-found",
        `there is no kept version ${version.slice(0, 100)}`,
        "Choose one of the kept versions.",
      );
    },

    async newSecret(by: Asker, id: string) {
      const device = config.disk.bytes === null ? null : itemIn(config.disk.bytes, "devices", id);
      if (device === null) throw config.current.devices.has(id) ? configChanged() : noSuch("devices", id);
      if (device.driver !== PUSH_DRIVER) throw fieldRefused("/driver", NO_SECRET);
      const { secret, sha256 } = newSecret();
      const { version } = await changeItem(by, "devices", id, { ...device, credential: { sha256 } }, "secret");
      return { version, secret };
    },

    async tryDevice(by: Omit<Asker, "version">, item: Item): Promise<T> {
      const device = deviceToTry(config, item);
      if (device.driver === PUSH_DRIVER) throw fieldRefused("/driver", CANNOT_ASK);
      const { driver, profile, connection } = device;
      await audit({
        type: "device.tested",
        account: by.account,
        remote: by.remote,
        detail: { driver, profile, connection },
      });
      return await tryDevice(device);
    },
  };
}

const NO_SECRET = { en: "only devices that send to us have a secret", "zh-CN": "只有主动上报的设备才有密钥" };
const CANNOT_ASK = { en: "a device that sends to us cannot be asked", "zh-CN": "主动上报的设备不能主动查询" };

function noSuch(list: ItemList, id: string): GatewayError {
  return new GatewayError("not-found", `there is no ${id} among the ${list} of campus.yaml`, "Check the id.");
}

function idOf(name: string): string {
  return name.replace(/\.yaml$/, "");
}

function problemView(problem: Problem) {
  return { path: problem.path, line: problem.line, said: (language: "zh-CN" | "en") => said(problem, language) };
}

function pathOf(bytes: Uint8Array, list: ItemList, id: string): Path {
  const { data } = parseYaml(bytes);
  const items: unknown =
    typeof data === "object" && data !== null ? Object.entries(data).find(([key]) => key === list)?.[1] : [];
  const at = Array.isArray(items) ? items.findIndex((item: unknown) => isObject(item) && item.id === id) : -1;
  return at < 0 ? [] : [list, at];
}

function isObject(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The device alone, checked with the campus and its places; a form may be tried before it has an id and a name. */
function deviceToTry(config: ConfigStore, item: Item): DeviceConfig {
  const { data } = parseYaml(config.running.bytes);
  const { campus, places = [] } = isObject(data) ? data : {};
  const device = { id: "device-to-try", name: "device", ...item, enabled: true };
  const read = config.read(bytesOf(JSON.stringify({ campus, places, devices: [device] })));
  if (!read.ok) {
    const problems = read.problems.filter(({ at }) => at?.[0] === "devices");
    throw refusedBy(new ConfigProblems("campus.yaml", problems), ["devices", 0]);
  }
  const [found] = read.config.devices.values();
  if (found === undefined) throw new TypeError("the device is not in the configuration made for it");
  return found;
}
