// The JSON text of entries. Made once per entry and reader's rights, because it is the largest cost of a page or a stream.
import { entryOf, type Fresh } from "../journal/record.ts";

/** The entry as one line of JSON; the raw bytes of a rejected message only where they may be seen. */
export function entryText(epoch: string, record: Fresh, samples: boolean): string {
  const entry = entryOf(epoch, record);
  if (samples || record.kind !== "loss" || !("sample" in entry.body)) return JSON.stringify(entry);
  const { sample: _, ...body } = entry.body;
  return JSON.stringify({ ...entry, body });
}
