// The register of equipment as the interface asks for it: with names of places, warranties of today, open tickets and who may see what.
import type { AskedBy, AssetDesk, AssetWish, RawAsset, SeesPlace } from "./api/repair-desk.ts";
import { takenAddresses } from "./assets/addresses.ts";
import { type Assets, type KeptAsset, newAssetId } from "./assets/book.ts";
import { checkFields, type Surroundings } from "./assets/fields.ts";
import { matches, warrantyOf } from "./assets/search.ts";
import { type Places, readTable, tableOf } from "./assets/table.ts";
import type { CampusConfig } from "./config/campus.ts";
import type { Asset, AssetPage } from "./contract/assets.ts";
import { formatTime } from "./contract/time.ts";
import { readCsv } from "./kit/csv.ts";

export interface AssetDeskParts {
  readonly assets: Assets;
  readonly config: { readonly current: CampusConfig };
  readonly openTickets: (asset: string) => number;
  /** The day on campus now, `YYYY-MM-DD`. */
  readonly today: () => string;
}

/** More wrong lines than anybody reads at once. */
const MOST_FAULTS = 200;

export function assetDesk(parts: AssetDeskParts): AssetDesk {
  const { assets, config, today } = parts;
  const around = (): Surroundings => ({
    hasPlace: (id) => config.current.places.has(id),
    hasDevice: (id) => config.current.devices.has(id),
  });
  const view = (asset: KeptAsset): Asset => viewOf(asset, parts.openTickets(asset.id), today());

  function found(wish: AssetWish, sees: SeesPlace): readonly KeptAsset[] {
    const { places } = config.current;
    const within = wish.place === null ? null : placesWithin(wish.place, config.current);
    const [day, name] = [today(), (id: string) => places.get(id)?.name ?? id];
    return assets
      .list()
      .filter((asset) => sees(asset.fields.place) && matches(asset, { ...wish, places: within }, day, name));
  }

  /** Another thing says that it is the device already. */
  const taken = (id: string, device: string | null) => {
    const holder = device === null ? undefined : assets.byDevice(device);
    return holder !== undefined && holder.id !== id;
  };

  return {
    page(wish, sees, { limit, after }): AssetPage {
      const all = found(wish, sees);
      const day = today();
      const warranties = found({ ...wish, warranty: null }, sees).map(({ fields }) => warrantyOf(fields, day));
      return {
        assets: all.slice(after, after + limit).map(view),
        total: all.length,
        next: after + limit < all.length ? String(after + limit) : null,
        counts: {
          warrantySoon: warranties.filter((one) => one === "soon").length,
          warrantyOver: warranties.filter((one) => one === "over").length,
        },
      };
    },
    get(id) {
      const asset = assets.get(id);
      return asset === undefined ? null : view(asset);
    },
    async put(by: AskedBy, given: string | null, version: number, raw: RawAsset, sees: SeesPlace) {
      const id = given ?? newAssetId();
      const checked = checkFields(raw, around());
      if ("wrong" in checked) return checked;
      const { fields } = checked;
      if (!sees(fields.place)) return { wrong: [{ field: "place", fault: "out-of-sight" }] };
      if (taken(id, fields.device)) return { wrong: [{ field: "device", fault: "device-taken" }] };
      const twice = takenAddresses(assets.list(), [{ id, fields }]);
      if (twice.length > 0) return { wrong: twice };
      await assets.put(by, [{ id, version, fields }]);
      const kept = assets.get(id);
      return kept === undefined ? { wrong: [] } : { asset: view(kept) };
    },
    remove: (by, id, version) => assets.remove(by, id, version),
    label: (by, ids) => assets.label(by, ids),
    unlabel: (by, id) => assets.unlabel(by, id),
    table: (wish, sees, language, kind) =>
      tableOf(wish === null ? [] : found(wish, sees), language, placesOf(config.current), kind),
    async importTable(by, csv, sees, apply) {
      const { rows, faults } = readTable(readCsv(csv), {
        ...around(),
        places: placesOf(config.current),
        before: (id) => assets.get(id)?.fields,
      });
      const errors = faults.map(({ line, column, fault }) => ({ line, column, message: fault as string }));
      const devices = new Map<string, string>();
      const wishes = rows.map(({ line, id: given, fields }) => {
        const id = given ?? newAssetId();
        const before = assets.get(id);
        if (!sees(fields.place) || (before !== undefined && !sees(before.fields.place)))
          errors.push({ line, column: "place", message: "out-of-sight" });
        const { device } = fields;
        if (device !== null && (devices.has(device) || taken(id, device)))
          errors.push({ line, column: "device", message: "device-taken" });
        if (device !== null) devices.set(device, id);
        return { id, version: before?.version ?? 0, fields, before, line };
      });
      const lines = new Map(wishes.map(({ id, line }) => [id, line]));
      for (const { id, field, fault } of takenAddresses(assets.list(), wishes))
        errors.push({ line: lines.get(id) ?? 1, column: field, message: fault });
      const added = wishes.filter(({ before }) => before === undefined);
      const changed = wishes.filter(({ before, fields }) => before !== undefined && !same(before.fields, fields));
      const imported = apply && errors.length === 0;
      if (imported) await assets.put(by, [...added, ...changed], "asset.imported");
      return {
        rows: wishes.length,
        added: added.length,
        changed: changed.length,
        unchanged: wishes.length - added.length - changed.length,
        errors: errors.sort((a, b) => a.line - b.line).slice(0, MOST_FAULTS),
        imported,
      };
    },
  };
}

function same(a: object, b: object): boolean {
  const other = new Map<string, unknown>(Object.entries(b));
  return Object.entries(a).every(([key, value]) => other.get(key) === value);
}

function viewOf({ id, version, fields, label, changedMs, by }: KeptAsset, openTickets: number, day: string): Asset {
  return {
    id,
    version,
    ...fields,
    changedAt: formatTime(changedMs),
    changedBy: by,
    label: label === null ? null : { token: label.token, madeAt: formatTime(label.madeMs) },
    openTickets,
    warranty: warrantyOf(fields, day),
  };
}

/** A place with all that lie in it. */
function placesWithin(root: string, { places }: CampusConfig): ReadonlySet<string> {
  const inside = new Set([root]);
  for (let grown = true; grown; ) {
    const next = [...places.values()].filter(
      ({ id, within }) => within !== null && inside.has(within) && !inside.has(id),
    );
    for (const { id } of next) inside.add(id);
    grown = next.length > 0;
  }
  return inside;
}

function placesOf({ places }: CampusConfig): Places {
  return {
    name: (id) => places.get(id)?.name ?? id,
    find(text) {
      if (places.has(text)) return text;
      const called = [...places.values()].filter(({ name }) => name.trim() === text.trim());
      return called.length === 1 ? (called[0]?.id ?? null) : null;
    },
  };
}
