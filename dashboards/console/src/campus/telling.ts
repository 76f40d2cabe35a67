// Which few values tell most about a place: what is wrong first, then what people ask for first. Pure.
import type { LatestPoint } from "#gateway/contract/latest.ts";

/** What people ask for first, by the beginning of a point's id. */
const FIRST_ASKED = [
  "leak", "smoke", "gas", "fire", "alarm", "on-battery", "temperature", "humidity", "co2", "door", "occupied", "battery",
  "runtime", "voltage", "power", "level", "pressure", "pm25", "current", "energy",
] as const; // biome-ignore format: a list of words

/** At most `most` points: not good first, then by what is asked for first; of several alike (three phases) only the first. */
export function tellingPoints(points: readonly LatestPoint[], most: number): LatestPoint[] {
  const ranked = points
    .filter(({ receivedAt }) => receivedAt !== null)
    .map((point) => ({ point, wrong: point.quality !== "good", rank: rankOf(point.point) }))
    .sort((a, b) => Number(b.wrong) - Number(a.wrong) || a.rank - b.rank);
  const seen = new Set<string>();
  const chosen = ranked.filter(({ point, wrong, rank }) => {
    if (wrong || rank === FIRST_ASKED.length) return true;
    const kind = `${point.device} ${rank}`;
    if (seen.has(kind)) return false;
    seen.add(kind);
    return true;
  });
  return chosen.slice(0, most).map(({ point }) => point);
}

function rankOf(id: string): number {
  const rank = FIRST_ASKED.findIndex((start) => id === start || id.startsWith(`${start}-`));
  return rank < 0 ? FIRST_ASKED.length : rank;
}
