// What may be seen of numbers, mail addresses and keys in a log, the ledger, an export or on a screen. Pure.

/** Digits that are left of a number at its ends, when enough remain hidden between them. */
const HEAD = 3;
const TAIL = 4;
const HIDDEN = "****";

/** `13900000001` → `139****0001`; a short one is hidden whole. */
export function maskedNumber(number: string): string {
  const digits = number.replace(/\D/g, "");
  if (digits.length < HEAD + TAIL + HIDDEN.length) return HIDDEN;
  return `${digits.slice(0, HEAD)}${HIDDEN}${digits.slice(-TAIL)}`;
}

/** `li.lei@school.example` → `l****@school.example`. */
export function maskedMail(mail: string): string {
  const at = mail.lastIndexOf("@");
  return at < 1 ? HIDDEN : `${mail.slice(0, 1)}${HIDDEN}${mail.slice(at)}`;
}

/** Scheme and host: path and query may hold a key. */
export function maskedUrl(url: string): string {
  if (!URL.canParse(url)) return HIDDEN;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}/${HIDDEN}`;
}

const URLS = /[a-z][a-z0-9+.-]*:\/\/[^\s"'<>，。；）)]+/giu;
const MAILS = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*/gu;
/** Telephone numbers as people write them; dates, times, addresses and counts are shorter or written otherwise. */
const NUMBERS = /\+?(?:\p{Nd}(?:[ \-()（）]{0,2}\p{Nd}){10,}|\p{Nd}{7,})/gu;

/** What a file's text gives away: itself, and in an address each part that may be its key. */
export function secretsIn(text: string): readonly string[] {
  if (!URL.canParse(text)) return [text];
  const { searchParams, pathname, password } = new URL(text);
  return [text, ...searchParams.values(), ...pathname.split("/"), password].filter(
    (part) => part.length >= SHORTEST_KEY,
  );
}

/** No maker's key is shorter; words of a path are. */
const SHORTEST_KEY = 8;

/** A text of another side with nothing secret left in it. `secrets`: what it must not repeat, as we know it. */
export function maskedText(text: string, secrets: readonly string[]): string {
  return withoutSecrets(text, secrets)
    .replace(URLS, maskedUrl)
    .replace(MAILS, maskedMail)
    .replace(NUMBERS, maskedNumber);
}

/** A text with nothing of what we know to be secret left in it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (left, secret) => (secret.length < SHORTEST_SECRET ? left : left.replaceAll(secret, HIDDEN)),
    text,
  );
}

/** A secret of fewer characters would make a text unreadable, and be found in it by chance. */
const SHORTEST_SECRET = 4;
