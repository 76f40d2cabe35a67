// Which address a label opens: kept in this browser, because only people know how phones reach the gateway.

const KEY = "label-address";

export function labelAddress(): string {
  return localStorage.getItem(KEY) ?? location.origin;
}

export function keepLabelAddress(address: string): void {
  localStorage.setItem(KEY, address);
}

/** What stands in the code. */
export function repairAddress(address: string, token: string): string {
  return `${address.trim().replace(/\/+$/, "")}/r/${token}`;
}

/** True for an address that no phone can open. */
export function isOnlyHere(address: string): boolean {
  try {
    const { hostname } = new URL(address);
    return hostname === "localhost" || hostname.startsWith("127.") || hostname === "[::1]";
  } catch {
    return true;
  }
}
