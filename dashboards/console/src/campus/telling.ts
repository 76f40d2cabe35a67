// Which few values tell most about a place: what is wrong first, then what people ask for first. Pure.
import type { LatestPoint } from "#gateway/contract/latest.ts";

/** What people ask for first, by the beginning of a point's id. */
const FIRST_ASKED = [
  "leak", "smoke", "gas", "fire", "alarm", "on-battery", "temperature", "humidity", "co2", "door", "occupied", "battery",
  "runtime", "voltage", "power", "level", "pressure", "pm25", "current", "energy",
] as const; // biome-ignore format: a list of words

/**
 * At most `most` points: bad first, then by what is asked for first; of several alike (three phases) only the first. A device of
 * which nothing is good is told of as a whole elsewhere, so its points come last; one that is disabled has none.
 */
export function tellingPoints(points: readonly LatestPoint[], most: number): LatestPoint[] {
  const speaking = new Set(points.filter(({ quality }) => quality !== "bad").map(({ device }) => device));
  const ranked = points
    .filter(({ receivedAt, quality, reason }) => {
      const isMissing = quality === "bad" && (reason === "disabled" || reason === "never");
      return receivedAt !== null && !isMissing;
    })
    .map((point) => ({
      point,
      rank: rankOf(point.point),
      urgency: !speaking.has(point.device) ? 2 : point.quality === "bad" ? 0 : 1,
    }))
    .sort((a, b) => a.urgency - b.urgency || a.rank - b.rank);
  const seen = new Set<string>();
  const chosen = ranked.filter(({ point, urgency, rank }) => {
    if (urgency === 0 || rank === FIRST_ASKED.length) return true;
    const kind = `${point.device} ${rank}`;
    if (seen.has(kind)) return false;
    seen.add(kind);
    return true;
  });
  return chosen.slice(0, most).map(({ point }) => point);
}

/** Those of the points that another device there has too: they need the device's name beside their own. */
export function sharedNames(points: readonly LatestPoint[]): ReadonlySet<string> {
  const devices = new Map<string, string>();
  const shared = new Set<string>();
  for (const { device, point } of points) {
    if ((devices.get(point) ?? device) !== device) shared.add(point);
    devices.set(point, device);
  }
  return shared;
}

function rankOf(id: string): number {
  const rank = FIRST_ASKED.findIndex((start) => id === start || id.startsWith(`${start}-`));
  return rank < 0 ? FIRST_ASKED.length : rank;
}
