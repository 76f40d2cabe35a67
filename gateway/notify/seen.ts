// What people write back when they have seen an alarm: a 1, or a few plain words, with the number that names one of several. Pure.

/** How it is answered. `code`: the alarm among several; null: none was named. */
export interface SeenWord {
  readonly code: number | null;
}

const WORD = "(?:已?(?:确认|確認|收到)|知道了|好的?|ok|yes)";
const SEEN = new RegExp(`^(?:回复|回覆)? ?(?:1 ?${WORD}?|${WORD}(?: ?1(?!\\d$))?)(?: ?([0-9]{2}))?(?: ?谢谢)?$`, "u");
/** Telephones and programs sign what is written by them. */
const SIGNATURE = /【[^】]*】/gu;
/** Whatever a keyboard or a picture of a key puts around a word. */
const ADORNMENT = /[\s\p{P}\p{S}\p{Cf}\p{Mn}\p{Me}]+/gu;

/** Null: it says something else, or asks. */
export function seenIn(text: string): SeenWord | null {
  if (/[?？]/u.test(text)) return null;
  const plain = text.normalize("NFKC").replace(SIGNATURE, " ").replace(ADORNMENT, " ").trim().toLowerCase();
  const match = SEEN.exec(plain);
  if (match === null) return null;
  return { code: match[1] === undefined ? null : Number(match[1]) };
}
