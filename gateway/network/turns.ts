// Which cards answered for an address, one after the other: that two take turns is a conflict, that one follows another is not.
import type { Neighbour } from "../contract/neighbours.ts";

/** So long ago, an address may have been given to somebody else and back in good order. */
const FORGET_AFTER_MS = 3_600_000;

interface Turn {
  readonly mac: string;
  readonly atMs: number;
}

export class Turns {
  /** By device that saw it and address: caches of different devices are of different age. The newest first. */
  readonly #turns = new Map<string, readonly Turn[]>();

  /** Addresses that two cards answer for, each with those cards, the newest first. */
  conflicts(device: string, neighbours: readonly Neighbour[], nowMs: number): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, readonly string[]>();
    for (const [ip, rows] of Map.groupBy(neighbours, (neighbour) => neighbour.ip)) {
      if (ip === null) continue;
      const macs = [...new Set(rows.map(({ mac }) => mac))];
      const inTurn = this.#next(`${device} ${ip}`, macs[0] ?? "", nowMs);
      if (macs.length > 1) found.set(ip, macs);
      else if (inTurn.length > 1) found.set(ip, inTurn);
    }
    for (const [key, turns] of this.#turns) if (isOld(turns[0], nowMs)) this.#turns.delete(key);
    return found;
  }

  /** The cards that took turns, when the newest has been there before another. */
  #next(key: string, mac: string, nowMs: number): readonly string[] {
    const before = (this.#turns.get(key) ?? []).filter((turn) => !isOld(turn, nowMs));
    const [last, ...rest] = before;
    const turns = last?.mac === mac ? [{ mac, atMs: nowMs }, ...rest] : [{ mac, atMs: nowMs }, ...before];
    this.#turns.set(key, turns.slice(0, 8));
    const came = turns.slice(1).findIndex((turn) => turn.mac === mac);
    return came < 0 ? [] : [...new Set(turns.slice(0, came + 2).map((turn) => turn.mac))];
  }
}

function isOld(turn: Turn | undefined, nowMs: number): boolean {
  return turn === undefined || turn.atMs < nowMs - FORGET_AFTER_MS;
}
