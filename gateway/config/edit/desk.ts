// Where the configuration is changed on somebody's behalf: each change names the version it was made for, is checked as a whole, written,
// in force and audited when it resolves, or nothing has happened.

import { DERIVED_DRIVER } from "../../contract/derived-wiring.ts";
import { formatTime } from "../../contract/time.ts";
import { GatewayError } from "../../kit/errors.ts";
import type { AlarmRule, DeviceConfig } from "../campus.ts";
import { ConfigProblems, type Path, type Problem } from "../problem.ts";
import { versionOf } from "../read.ts";
import type { Change, ConfigStore } from "../store.ts";
import { said } from "../words.ts";
import { parseYaml } from "../yaml.ts";
import { type Changes, changesOf } from "./changes.ts";
import { fieldRefused, refusedBy } from "./refused.ts";
import { configChanged } from "./replace-file.ts";
import { newSecret } from "./secret.ts";
import { editInThread } from "./thread.ts";

type Item = Readonly<Record<string, unknown>>;
type ItemList = "devices" | "places" | "alarms";

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

interface KeptView {
  readonly id: string;
  readonly version: string;
  readonly at: string;
  readonly by: string | null;
  readonly running: boolean;
  readonly difference: Changes | null;
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
  let parsed: { readonly bytes: Uint8Array; readonly data: Item } | null = null;

  /** What the file in force says, read once for each version. */
  function data(): Item {
    const { bytes } = config.running;
    if (parsed?.bytes !== bytes) parsed = { bytes, data: mapOf(parseYaml(bytes).data) };
    return parsed.data;
  }

  function itemOf(list: ItemList, id: string): Item | null {
    return listOf(data(), list).find((item) => item.id === id) ?? null;
  }

  /** Does one change; `at` says where in the new file stands what was submitted. */
  async function change(by: Asker, make: Change["make"], at: (next: Uint8Array) => Path, detail: Item) {
    let made: Uint8Array = new Uint8Array();
    try {
      const { version, account } = by;
      const noted = async (bytes: Uint8Array) => {
        made = await make(bytes);
        return made;
      };
      const { before, next, remarks } = await config.change({ version, by: account, make: noted });
      const { added, removed, changed } = changesOf(before, next);
      const counts = { added: added.length, removed: removed.length, changed: changed.length };
      const told = { ...detail, version: next.version, before: before.version, ...counts };
      await audit({ type: "config.changed", account, remote: by.remote, detail: told });
      return { version: next.version, remarks };
    } catch (error) {
      if (error instanceof ConfigProblems) throw refusedBy(error, at(made));
      throw error;
    }
  }

  function changeItem(by: Asker, list: ItemList, id: string, item: Item | null, action: string) {
    const make = async (bytes: Uint8Array) => {
      const edited = await editInThread(bytes, { list, id, item });
      if (item === null && Buffer.compare(edited, bytes) === 0) throw noSuch(list, id);
      return edited;
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
      const kept: KeptView[] = [];
      let isFound = false;
      for await (const { name, bytes, atMs, story } of config.versions()) {
        const version = versionOf(bytes);
        const isRunning: boolean = !isFound && version === config.current.version;
        isFound ||= isRunning;
        const { by = null, changes = null } = story ?? {};
        kept.push({ id: idOf(name), version, at: formatTime(atMs), by, running: isRunning, difference: changes });
      }
      return kept;
    },

    check(text: string) {
      const read = config.read(bytesOf(text));
      if (!read.ok) return { problems: read.problems.map(problemView), difference: null };
      return { problems: [], difference: changesOf(config.current, read.config) };
    },

    rule: (item: Item): AlarmRule => ruleToTry(config, data(), item),

    item: itemOf,

    async putItem(by: Asker, list: ItemList, id: string, item: Item, withSecret: boolean) {
      if (item.id !== undefined && item.id !== id)
        throw fieldRefused("/id", { en: `must be ${id}, as in the address`, "zh-CN": `必须与地址中的编号一致：${id}` });
      if (withSecret && item.driver !== PUSH_DRIVER) throw fieldRefused("/driver", NO_SECRET);
      const made = withSecret ? newSecret() : null;
      const credential = made === null ? {} : { credential: { sha256: made.sha256 } };
      const changed = await changeItem(by, list, id, { id, ...item, ...credential }, "put");
      return { ...changed, secret: made?.secret ?? null };
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
      const device = itemOf("devices", id);
      if (device === null) throw noSuch("devices", id);
      // Made of what runs, so it may only go over that.
      if (by.version !== config.current.version) throw configChanged();
      if (device.driver !== PUSH_DRIVER) throw fieldRefused("/driver", NO_SECRET);
      const { secret, sha256 } = newSecret();
      const { version } = await changeItem(by, "devices", id, { ...device, credential: { sha256 } }, "secret");
      return { version, secret };
    },

    async tryDevice(by: Omit<Asker, "version">, item: Item): Promise<T> {
      const device = deviceToTry(config, data(), item);
      if (device.driver === PUSH_DRIVER) throw fieldRefused("/driver", CANNOT_ASK);
      if (device.driver === DERIVED_DRIVER) throw fieldRefused("/driver", COMPUTED);
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
const COMPUTED = {
  en: "a device that is computed from others is not asked",
  "zh-CN": "由其他设备计算得出的设备不能查询",
};
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

function mapOf(value: unknown): Item {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function listOf(data: Item, list: ItemList): Item[] {
  const items = data[list];
  return Array.isArray(items) ? items.map(mapOf) : [];
}

function pathOf(bytes: Uint8Array, list: ItemList, id: string): Path {
  const at = listOf(mapOf(parseYaml(bytes).data), list).findIndex((item) => item.id === id);
  return at < 0 ? [] : [list, at];
}

/** The rule alone, checked with all that it may name; a form may be tried before it has an id. */
function ruleToTry(config: ConfigStore, { campus, places = [], devices = [] }: Item, item: Item): AlarmRule {
  const rule = { id: "rule-to-try", ...item };
  const read = config.read(bytesOf(JSON.stringify({ campus, places, devices, alarms: [rule] })));
  if (!read.ok) {
    const problems = read.problems.filter(({ at }) => at?.[0] === "alarms");
    throw refusedBy(new ConfigProblems("campus.yaml", problems.length > 0 ? problems : read.problems), ["alarms", 0]);
  }
  const [found] = read.config.alarms;
  if (found === undefined) throw new TypeError("the rule is not in the configuration made for it");
  return found;
}

/** The device alone, checked with the campus and its places; a form may be tried before it has an id and a name. */
function deviceToTry(config: ConfigStore, { campus, places = [] }: Item, item: Item): DeviceConfig {
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
