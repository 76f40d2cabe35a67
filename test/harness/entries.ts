// Reads the journal the way a partner does: GET /entries page by page.
import type { Entry } from "#gateway/contract/entry.ts";
import type { HttpClient } from "./http.ts";

/** A page of `/entries` as contract §6 shows it. */
export interface EntriesPage {
  readonly epoch: string;
  readonly head: number;
  readonly entries: readonly Entry[];
  readonly next: number;
  readonly more: boolean;
  readonly gap: { readonly from: number; readonly to: number; readonly kinds: readonly string[] } | null;
}

/** One page; `query` as in the address, for example `after=3&kind=reading`. */
export async function entriesPage(client: HttpClient, query = ""): Promise<EntriesPage> {
  const answer = await client.get(`entries?${query}`);
  if (answer.status !== 200) throw new Error(`GET /entries?${query}: ${answer.status} ${answer.text}`);
  return answer.json<EntriesPage>();
}

/** All pages from `after` on until there is nothing more. */
export async function* entriesPages(client: HttpClient, after = 0, filter = ""): AsyncGenerator<EntriesPage> {
  let from = after;
  for (;;) {
    const page = await entriesPage(client, `after=${from}&limit=1000${filter && `&${filter}`}`);
    yield page;
    from = page.next;
    if (!page.more) return;
  }
}

/** All entries that match the filter (`kind=loss&device=dev-0001`), oldest first. */
export async function allEntries(client: HttpClient, filter = ""): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const page of entriesPages(client, 0, filter)) entries.push(...page.entries);
  return entries;
}
