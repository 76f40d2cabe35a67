// Drafts of this tab: kept while a session ends and begins again, dropped when somebody signs out, because the next one is somebody else.

export const DRAFT_PREFIX = "campus-gateway.draft.";

/** Forgets all that was typed and not saved. */
export function dropDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(DRAFT_PREFIX)) sessionStorage.removeItem(key);
}
