// What is on the network and not in the register, as the interface asks for it: with names of places and records, and who may see what.
import { networkInterfaces } from "node:os";
import type { FindingWish, NetworkDesk, SeesDevice } from "./api/repair-desk.ts";
import { type Addressed, addressIndex } from "./assets/addresses.ts";
import type { Assets } from "./assets/book.ts";
import type { CampusConfig } from "./config/campus.ts";
import { FINDING_KINDS, type NetworkFinding } from "./contract/neighbours.ts";
import { formatTime } from "./contract/time.ts";
import type { Findings } from "./network/book.ts";
import { isRandom, type KeptFinding } from "./network/finding.ts";
import type { Register, Registered } from "./network/judge.ts";
import { findingsTable } from "./network/table.ts";

/** Profiles whose devices see others say so with this point. */
const WATCHES = "neighbours";

interface Sources {
  readonly assets: Assets;
  readonly config: { readonly current: CampusConfig };
}

/** The register as findings are judged by it: assets, devices of campus.yaml by address, this machine's own cards. */
export function registerOf({ assets, config }: Sources): () => Register {
  let listed: readonly Addressed[] | null = null;
  let index = addressIndex([]);
  let configured: CampusConfig | null = null;
  let addresses: ReadonlySet<string> = new Set();
  return () => {
    const list = assets.list();
    if (list !== listed) index = addressIndex(list);
    listed = list;
    if (config.current !== configured) addresses = addressesOf(config.current);
    configured = config.current;
    const own = new Set(Object.values(networkInterfaces()).flatMap((cards) => cards?.map(({ mac }) => mac) ?? []));
    return {
      byMac: (mac) => index.byMac(mac).map(registered),
      byIp: (ip) => index.byIp(ip).map(registered)[0],
      isConfigured: (ip) => addresses.has(ip),
      isOwn: (mac) => own.has(mac),
    };
  };
}

/** `watching`: how many devices look for others. */
export function networkDesk({ assets, config }: Sources, findings: Findings, watching: () => number): NetworkDesk {
  const view = (finding: KeptFinding): NetworkFinding => {
    const { id, kind, mac, ips, macs, firstSeenMs, lastSeenMs, seenBy, port, expected, ignored } = finding;
    const asset = finding.asset === null ? undefined : assets.get(finding.asset);
    return {
      id,
      kind,
      mac,
      random: isRandom(finding),
      ips,
      macs,
      firstSeenAt: formatTime(firstSeenMs),
      lastSeenAt: formatTime(lastSeenMs),
      seenBy,
      place: isSocket(finding) ? (config.current.devices.get(seenBy)?.place ?? null) : null,
      port,
      asset: asset === undefined ? null : { id: asset.id, name: asset.fields.name },
      expected,
      ignored: ignored === null ? null : { reason: ignored.reason, by: ignored.by, at: formatTime(ignored.atMs) },
    };
  };
  const visible = (sees: SeesDevice) =>
    findings
      .list()
      .filter(({ seenBy }) => sees(seenBy))
      .map(view);
  return {
    page(wish, sees, { limit, after }) {
      const all = visible(sees);
      const open = all.filter(({ ignored }) => ignored === null);
      const found = all.filter((finding) => isWanted(finding, wish));
      const counts = Object.fromEntries(FINDING_KINDS.map((kind) => [kind, 0])) as Record<
        NetworkFinding["kind"],
        number
      >;
      for (const { kind } of open) counts[kind]++;
      return {
        findings: found.slice(after, after + limit),
        total: found.length,
        next: after + limit < found.length ? String(after + limit) : null,
        counts: { ...counts, random: open.filter(({ random }) => random).length, ignored: all.length - open.length },
        watching: watching(),
      };
    },
    get(id) {
      const finding = findings.get(id);
      return finding === undefined ? null : view(finding);
    },
    async ignore(by, id, reason) {
      const finding = await findings.ignore(by, id, reason);
      return finding === undefined ? null : view(finding);
    },
    table(wish, sees, language) {
      const { campus, devices, places } = config.current;
      return findingsTable(
        visible(sees).filter((finding) => isWanted(finding, wish)),
        language,
        campus.timezone,
        { device: (id) => devices.get(id)?.name ?? id, place: (id) => places.get(id)?.name ?? id },
      );
    },
  };
}

/** How many devices that are asked have a point that says how many others they see. */
export function watchersIn({ devices }: CampusConfig, hasPoint: (profile: string, point: string) => boolean): number {
  return [...devices.values()].filter(({ enabled, profile }) => enabled && hasPoint(profile, WATCHES)).length;
}

function isWanted(finding: NetworkFinding, { text, kind, state, random }: FindingWish): boolean {
  if (kind !== null && finding.kind !== kind) return false;
  if (!random && finding.random) return false;
  if (state !== "all" && (finding.ignored !== null) !== (state === "ignored")) return false;
  const { mac, macs, ips, port, seenBy, asset, ignored } = finding;
  const said = [mac, ...macs, ...ips, port, seenBy, asset?.name, ignored?.reason].join("\n").toLowerCase();
  return (text ?? "")
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word) || said.replaceAll(":", "").includes(word.replaceAll(/[-:]/g, "") || " "));
}

/** A port with a card or two is a socket in the switch's own rooms (a telephone may pass a computer on); any other leads on. */
function isSocket({ sharing }: KeptFinding): boolean {
  return sharing !== null && sharing <= 2;
}

function registered({ id, fields: { name, mac, ip } }: Addressed): Registered {
  return { id, name, mac, ip };
}

/** IPv4 addresses that devices are reached at. */
function addressesOf({ devices }: CampusConfig): ReadonlySet<string> {
  const hosts = [...devices.values()].flatMap(({ connection }) =>
    Object.values(connection ?? {}).flatMap((value) => {
      const host =
        typeof value === "string" ? /^(?:[a-z]+:\/\/)?(\d{1,3}(?:\.\d{1,3}){3})(?=$|[:/])/.exec(value)?.[1] : undefined;
      return host === undefined ? [] : [host];
    }),
  );
  return new Set(hosts);
}
