// What the form for a quiet time holds, and what is asked of the gateway with it. Pure.
import type { Maintenance } from "#gateway/contract/alarm-desk.ts";
import type { QuietKind, QuietWhen, QuietWish } from "#gateway/contract/quiet.ts";

export interface QuietForm {
  readonly kind: QuietKind;
  /** `campus`, `place:ID` or `device:ID`. */
  readonly scopes: readonly string[];
  readonly is: QuietWhen["is"];
  readonly weekdays: readonly number[];
  readonly nth: number;
  readonly weekday: number;
  readonly from: string;
  readonly to: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly comment: string;
}

export type QuietLack = "scope" | "weekdays" | "fromDay" | "from" | "toDay" | "to";

/** What the form needs and has not got yet, in its own order; empty: nothing. */
export function lackingIn({ scopes, is, weekdays, from, to, firstDay, lastDay }: QuietForm): readonly QuietLack[] {
  const lacks: readonly (readonly [QuietLack, boolean])[] = [
    ["scope", scopes.length === 0],
    ["weekdays", is === "weekly" && weekdays.length === 0],
    ["fromDay", firstDay === ""],
    ["from", from === ""],
    ["toDay", is === "once" && lastDay === ""],
    ["to", to === ""],
  ];
  return lacks.flatMap(([lack, isSo]) => (isSo ? [lack] : []));
}

/** Null: something that it needs is not there yet. */
export function quietWishOf(form: QuietForm): QuietWish | null {
  const { kind, is, from, to, firstDay, lastDay } = form;
  if (lackingIn(form).length > 0) return null;
  const said = form.comment.trim();
  const again = { from, to, firstDay, lastDay: lastDay === "" ? null : lastDay };
  const when: Record<QuietWhen["is"], QuietWhen> = {
    once: { is: "once", fromDay: firstDay, from, toDay: lastDay, to },
    weekly: { is: "weekly", weekdays: [...form.weekdays].sort((a, b) => a - b), ...again },
    monthly: { is: "monthly", nth: form.nth, weekday: form.weekday, ...again },
  };
  return { kind, scopes: form.scopes.map(scopeOf), when: when[is], comment: said === "" ? null : said };
}

/** The other way round: what a scope is called in the form. */
export function scopeKey(scope: Maintenance["scope"]): string {
  if ("device" in scope) return `device:${scope.device}`;
  return "place" in scope ? `place:${scope.place}` : "campus";
}

function scopeOf(key: string): Maintenance["scope"] {
  if (key.startsWith("place:")) return { place: key.slice("place:".length) };
  return key.startsWith("device:") ? { device: key.slice("device:".length) } : { campus: true };
}
