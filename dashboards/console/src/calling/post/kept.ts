// At which post this browser stands: whoever signs on keeps it here, so that the screen goes on as that post's after a reload and a power cut.

const KEPT = "campus-gateway.post";

const tellers = new Set<() => void>();

/** Id of the post; null: this browser is nobody's post. */
export function keptPost(): string | null {
  return localStorage.getItem(KEPT);
}

/** Null: it is a post's screen no more. */
export function keepPost(post: string | null): void {
  if (post === null) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, post);
  for (const tell of tellers) tell();
}

/** Hears of a change, also of one in another tab. */
export function followPost(tell: () => void): () => void {
  tellers.add(tell);
  window.addEventListener("storage", tell);
  return () => {
    tellers.delete(tell);
    window.removeEventListener("storage", tell);
  };
}
