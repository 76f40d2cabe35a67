// Messages that came in parts put together, whatever order they came in and however often. Pure.
import type { Delivered } from "./deliver.ts";

/** A part as it lies in the modem's store. */
export interface Stored {
  /** Its place there. */
  readonly index: number;
  readonly sms: Delivered;
}

/** A message to be handed over; then its places are free. */
export interface Whole {
  readonly from: string;
  readonly at: string;
  readonly text: string;
  readonly indexes: readonly number[];
}

/** The rest of a message that has not come within a day will not come. */
const WAIT_MS = 86_400_000;
const GAP = "[…]";

/** The messages that are complete, or will not be any more. `nowMs`: epoch milliseconds. */
export function wholeOf(stored: readonly Stored[], nowMs: number): readonly Whole[] {
  const groups = Map.groupBy(stored, ({ index, sms: { from, part } }) =>
    part === null ? `${index}` : `${from}/${part.reference}/${part.parts}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const parts = first.sms.part?.parts ?? 1;
    const texts = Array.from(
      { length: parts },
      (_, i) => group.find(({ sms }) => (sms.part?.n ?? 1) === i + 1)?.sms.text ?? null,
    );
    const { from, at } = first.sms;
    if (texts.includes(null) && nowMs - Date.parse(at) <= WAIT_MS) return [];
    return [{ from, at, text: texts.map((text) => text ?? GAP).join(""), indexes: group.map(({ index }) => index) }];
  });
}
