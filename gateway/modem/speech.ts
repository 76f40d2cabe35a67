// Words as the modem's own voice takes them: cut at the end of sentences, as UCS2 in hexadecimal. Pure.

/** `AT+CTTS=1` takes 510 characters with its quotes, four for each of the text (A76XX AT Command Manual V1.09 §20.2.1). */
const MOST = 126;
/** Nobody listens longer. */
const MOST_PIECES = 4;
const ENDS = /[。！？；!?;\n]|[.,，、:：] ?/gu;

/** The text in pieces that are said one after the other. */
export function pieces(text: string): readonly string[] {
  const said: string[] = [];
  let rest = text.replace(/\p{Cc}+/gu, " ").trim();
  while (rest !== "" && said.length < MOST_PIECES) {
    const length = rest.length <= MOST ? rest.length : cutAt(rest);
    said.push(rest.slice(0, length).trim());
    rest = rest.slice(length).trim();
  }
  return said;
}

function cutAt(text: string): number {
  const ends = [...text.slice(0, MOST).matchAll(ENDS)].map(({ index, 0: end }) => index + end.length);
  const hard = /[\uD800-\uDBFF]$/.test(text.slice(0, MOST)) ? MOST - 1 : MOST;
  return ends.at(-1) ?? hard;
}

/** The command that says a piece. */
export function speakCommand(piece: string): string {
  return `AT+CTTS=1,"${Buffer.from(piece, "utf16le").swap16().toString("hex").toUpperCase()}"`;
}

const BEGIN_MS = 5000;
const CHARACTER_MS = 400;

/** How long a piece may take to be said, should its end not be told. */
export function longestMs(piece: string): number {
  return BEGIN_MS + piece.length * CHARACTER_MS;
}
