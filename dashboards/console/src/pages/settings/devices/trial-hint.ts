// What to look at when a device that was tried did not answer: by the error of its link, or by the reason that its points have. Pure.
import type { Value } from "#gateway/contract/entry.ts";

export interface TrialPoint {
  readonly point: string;
  readonly value: Value | null;
  readonly unit: string;
  readonly quality: string;
  readonly reason: string | null;
}

export interface TrialAnswer {
  readonly ok: boolean;
  readonly points: readonly TrialPoint[];
  readonly raw: string | null;
  readonly detail: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Reasons of points: the link was there. */
const OF_POINTS = ["timeout", "exception", "identity", "crc"] as const;
/** Codes of links, as drivers give them. */
const OF_LINKS = {
  "link-refused": "refused",
  "link-timeout": "link-timeout",
  "link-unreachable": "unreachable",
  "link-unknown-host": "unknown-host",
  "link-reset": "closed",
  "link-closed": "closed",
  "link-port-missing": "port-missing",
  "link-port-gone": "port-missing",
  "link-port-forbidden": "port-forbidden",
  "link-port-busy": "port-busy",
  "link-not-a-port": "not-a-port",
  "link-noise": "noise",
  // Nothing at all came in the time that a person waits.
  timeout: "link-timeout",
} as const;

type Hint = (typeof OF_POINTS)[number] | (typeof OF_LINKS)[keyof typeof OF_LINKS] | "other";

/** The name of the text that says what to check. */
export function hintOf({ error, points }: Pick<TrialAnswer, "error" | "points">): `hint-${Hint}` {
  if (error !== null) return `hint-${Object.entries(OF_LINKS).find(([code]) => code === error.code)?.[1] ?? "other"}`;
  const reason = points.find(({ quality }) => quality === "bad")?.reason;
  return `hint-${OF_POINTS.find((known) => known === reason) ?? "other"}`;
}
