// What one principal may see of the campus: its devices and places, and which entries of the journal.
import type { CampusConfig } from "../config/campus.ts";
import type { Fresh } from "../journal/record.ts";
import type { Principal } from "../kit/accounts/accounts.ts";

export interface Visibility {
  /** Equal for principals who see exactly the same: what is prepared for one may be sent to the other. */
  readonly key: string;
  /** Null: every device. */
  readonly devices: ReadonlySet<string> | null;
  /** Null: every place. */
  readonly places: ReadonlySet<string> | null;
  /** True when `body.sample` of a rejected message may be shown. */
  readonly samples: boolean;
  seesDevice(id: string): boolean;
  seesEntry(record: Fresh): boolean;
}

/** Alarms of the gateway itself and of links are for those who see the whole campus. */
export function seesAlarm(
  { devices, seesDevice }: Visibility,
  { device }: { readonly device: string | null },
): boolean {
  return device === null ? devices === null : seesDevice(device);
}

/** The places of a scope with all that lie within them. */
function placesOf(config: CampusConfig, roots: readonly string[]): Set<string> {
  const inside = new Set(roots);
  for (let grown = true; grown; ) {
    grown = false;
    for (const place of config.places.values()) {
      if (place.within === null || inside.has(place.id) || !inside.has(place.within)) continue;
      inside.add(place.id);
      grown = true;
    }
  }
  return inside;
}

/** Works out what `principal` may see under `config`; ask again when either changes. */
export function visibilityOf(principal: Principal, config: CampusConfig): Visibility {
  const { scope, permissions } = principal;
  const places = scope === null ? null : placesOf(config, scope.places);
  const devices = scope === null || places === null ? null : new Set(scope.devices);
  if (devices !== null) {
    for (const device of config.devices.values()) {
      if (device.place !== null && places?.has(device.place)) devices.add(device.id);
    }
  }
  const audit = permissions.has("audit.read");
  const samples = permissions.has("loss.samples");
  const seesDevice = (id: string): boolean => devices === null || devices.has(id);
  return {
    key: `${audit ? "a" : ""}${samples ? "s" : ""}|${devices === null ? "*" : [...devices].sort().join(",")}`,
    devices,
    places,
    samples,
    seesDevice,
    seesEntry(record) {
      if (record.kind === "audit" && !audit) return false;
      const device = record.kind === "reading" ? record.shape.device : record.device;
      return device === null ? devices === null || record.kind === "system" : seesDevice(device);
    },
  };
}
