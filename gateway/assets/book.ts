// The register of equipment: kept in campus.db, in memory for every question, changed by version, with its audit.
import { randomBytes } from "node:crypto";
import type { AssetFields } from "../contract/assets.ts";
import { isId } from "../contract/ids.ts";
import type { AuditRecord } from "../kit/accounts/accounts.ts";
import type { Document, DocumentChanges } from "../kit/accounts/documents.ts";
import { canonicalJson, hashOf } from "../kit/canonical.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError } from "../kit/errors.ts";

const KIND = "asset";
/** A school has hundreds; more than this is a mistaken import. */
export const MOST_ASSETS = 20_000;
/** 128 bits: a label cannot be guessed. */
const TOKEN_BYTES = 16;

export interface Label {
  readonly token: string;
  readonly madeMs: number;
}

/** One thing of the register. */
export interface KeptAsset {
  readonly id: string;
  readonly version: number;
  readonly fields: AssetFields;
  readonly label: Label | null;
  readonly changedMs: number;
  readonly by: string;
}

export interface By {
  readonly account: string;
  readonly remote: string;
}

/** Where the register is kept, with the audit of its changes. */
export interface Documents {
  documents(kind: string): readonly Document[];
  changeDocuments(changes: DocumentChanges, record: AuditRecord): Promise<void>;
}

/** What is to stand in the register: `version` 0 makes a new one. */
export interface AssetWish {
  readonly id: string;
  readonly version: number;
  readonly fields: AssetFields;
}

export interface Assets {
  /** By name, then id. */
  list(): readonly KeptAsset[];
  get(id: string): KeptAsset | undefined;
  /** The thing whose label says `token`; undefined when there is none or the label was revoked. */
  byToken(token: string): KeptAsset | undefined;
  /** The thing that a device is. */
  byDevice(device: string): KeptAsset | undefined;
  /** All of it or nothing. Throws GatewayError `asset-changed`, `bad-request`. */
  put(by: By, wishes: readonly AssetWish[], type?: string): Promise<void>;
  /** Throws GatewayError `asset-changed`. */
  remove(by: By, id: string, version: number): Promise<void>;
  /** New labels for things of the register; those that they had count no longer. */
  label(by: By, ids: readonly string[]): Promise<void>;
  unlabel(by: By, id: string): Promise<void>;
}

/** An id for something that came without one. */
export function newAssetId(): string {
  return `a-${randomBytes(5).toString("hex")}`;
}

/** Reads the register and keeps it. */
export function openAssets({ store, clock }: { readonly store: Documents; readonly clock: Clock }): Assets {
  const assets = new Map(store.documents(KIND).map((document) => [document.id, keptOf(document)]));
  const tokens = new Map<string, string>();
  const devices = new Map<string, string>();
  let sorted: readonly KeptAsset[] | null = null;
  const enter = (asset: KeptAsset) => {
    assets.set(asset.id, asset);
    if (asset.label !== null) tokens.set(asset.label.token, asset.id);
    if (asset.fields.device !== null) devices.set(asset.fields.device, asset.id);
  };
  const leave = (asset: KeptAsset | undefined) => {
    if (asset === undefined) return;
    if (asset.label !== null) tokens.delete(asset.label.token);
    if (asset.fields.device !== null) devices.delete(asset.fields.device);
    assets.delete(asset.id);
  };
  for (const asset of assets.values()) enter(asset);

  /** Writes next versions, then remembers them. */
  async function write(by: By, type: string, next: readonly KeptAsset[], detail: AuditRecord["detail"]): Promise<void> {
    if (next.length === 0) return;
    const changes = { put: next.map(documentOf), remove: [] };
    await asAssets(store.changeDocuments(changes, { type, account: by.account, remote: by.remote, detail }));
    for (const asset of next) leave(assets.get(asset.id));
    for (const asset of next) enter(asset);
    sorted = null;
  }

  const nextOf = (by: By, before: KeptAsset, change: Partial<Pick<KeptAsset, "label" | "fields">>): KeptAsset => ({
    ...before,
    ...change,
    version: before.version + 1,
    changedMs: clock.now(),
    by: by.account,
  });
  const there = (ids: readonly string[]) => ids.flatMap((id) => assets.get(id) ?? []);

  return {
    list: () => {
      sorted ??= [...assets.values()].sort((a, b) => order(a.fields.name, b.fields.name) || order(a.id, b.id));
      return sorted;
    },
    get: (id) => assets.get(id),
    byToken: (token) => assets.get(tokens.get(token) ?? ""),
    byDevice: (device) => assets.get(devices.get(device) ?? ""),
    async put(by, wishes, type = "asset.changed") {
      const next = wishes.map(({ id, version, fields }): KeptAsset => {
        if (!isId(id)) throw badId(id);
        const before = assets.get(id);
        if (version !== (before?.version ?? 0)) throw assetChanged(id, before?.version ?? 0);
        const fresh = { id, version: 0, fields, label: null, changedMs: 0, by: "" };
        return nextOf(by, before ?? fresh, { fields });
      });
      const added = next.filter(({ version }) => version === 1).length;
      if (assets.size + added > MOST_ASSETS) throw tooMany();
      const detail =
        next.length === 1 && next[0] !== undefined
          ? { asset: next[0].id, version: next[0].version, fields: changedFields(assets.get(next[0].id), next[0]) }
          : { added, changed: next.length - added };
      await write(by, type, next, detail);
    },
    async remove(by, id, version) {
      const before = assets.get(id);
      if (before?.version !== version) throw assetChanged(id, before?.version ?? 0);
      const record = { type: "asset.removed", account: by.account, remote: by.remote, detail: { asset: id } };
      await asAssets(store.changeDocuments({ put: [], remove: [{ kind: KIND, id, version }] }, record));
      leave(before);
      sorted = null;
    },
    label: (by, ids) =>
      write(
        by,
        "asset.labelled",
        there(ids).map((asset) =>
          nextOf(by, asset, {
            label: { token: randomBytes(TOKEN_BYTES).toString("base64url"), madeMs: clock.now() },
          }),
        ),
        ids.length === 1 ? { asset: ids[0] } : { assets: ids.length },
      ),
    unlabel: (by, id) =>
      write(
        by,
        "asset.unlabelled",
        there([id]).map((asset) => nextOf(by, asset, { label: null })),
        { asset: id },
      ),
  };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Names of the fields that differ: the audit says what was touched, the register what it is. */
function changedFields(before: KeptAsset | undefined, after: KeptAsset): readonly string[] {
  const [old, now] = [Object.entries(before?.fields ?? {}), Object.entries(after.fields)];
  const known = new Map<string, unknown>(old);
  return now.filter(([name, value]) => (known.get(name) ?? null) !== value).map(([name]) => name);
}

function keptOf({ id, version, body, changedMs, by }: Document): KeptAsset {
  const { fields, label } = JSON.parse(body) as Pick<KeptAsset, "fields" | "label">;
  return { id, version, fields, label, changedMs, by };
}

function documentOf({ id, version, fields, label, changedMs, by }: KeptAsset): Document {
  const body = canonicalJson({ fields, label });
  return { kind: KIND, id, version, hash: hashOf(body), body, changedMs, by };
}

/** Of two who change the same thing at once, the file takes one. */
async function asAssets(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== "config-changed") throw error;
    throw new GatewayError("asset-changed", error.message, error.remedy, { cause: error });
  }
}

function assetChanged(id: string, version: number): GatewayError {
  return new GatewayError(
    "asset-changed",
    `${id} is at version ${version} of the register by now`,
    "Read it again, apply your change to it, and send that.",
  );
}

function badId(id: string): GatewayError {
  return new GatewayError(
    "bad-request",
    `"${id.slice(0, 40)}" cannot be an id`,
    "Use small letters, digits, - and _, at most 32 of them, beginning with a letter or digit.",
  );
}

function tooMany(): GatewayError {
  return new GatewayError(
    "bad-request",
    `the register takes at most ${MOST_ASSETS} things`,
    "Remove what was entered by mistake, or leave furniture that nobody repairs out of it.",
  );
}
