// Whose card and whose address it is: the register by MAC and by IP, and what would stand in it twice. Pure.
import type { AssetFields } from "../contract/assets.ts";

/** As much of a record as is looked at. */
export interface Addressed {
  readonly id: string;
  readonly fields: Pick<AssetFields, "name" | "mac" | "ip" | "state">;
}

export interface AddressIndex {
  byMac(mac: string): readonly Addressed[];
  byIp(ip: string): readonly Addressed[];
}

/** What is scrapped has given its addresses back. */
export function addressIndex(assets: readonly Addressed[]): AddressIndex {
  const used = assets.filter(({ fields }) => fields.state !== "scrapped");
  const macs = Map.groupBy(used, ({ fields }) => fields.mac);
  const ips = Map.groupBy(used, ({ fields }) => fields.ip);
  return { byMac: (mac) => macs.get(mac) ?? [], byIp: (ip) => ips.get(ip) ?? [] };
}

/** Of these records the fields that another one in the register has too, as it is afterwards; what stood there twice before may stay. */
export function takenAddresses(
  before: readonly Addressed[],
  wishes: readonly Addressed[],
): readonly { readonly id: string; readonly field: "mac" | "ip"; readonly fault: "mac-taken" | "ip-taken" }[] {
  const old = new Map(before.map((asset) => [asset.id, asset]));
  const wished = new Set(wishes.map(({ id }) => id));
  const after = addressIndex([...before.filter(({ id }) => !wished.has(id)), ...wishes]);
  return wishes.flatMap(({ id, fields }) => {
    if (fields.state === "scrapped") return [];
    const was = old.get(id)?.fields;
    const isSame = (field: "mac" | "ip") => was?.state !== "scrapped" && was?.[field] === fields[field];
    const { mac, ip } = fields;
    return [
      ...(mac === null || isSame("mac") || after.byMac(mac).length < 2
        ? []
        : [{ id, field: "mac", fault: "mac-taken" } as const]),
      ...(ip === null || isSame("ip") || after.byIp(ip).length < 2
        ? []
        : [{ id, field: "ip", fault: "ip-taken" } as const]),
    ];
  });
}
