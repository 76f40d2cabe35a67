// Which new passwords the gateway takes, checked while typing; the gateway's own check, which also knows the common ones, decides.
import type { Say } from "../i18n/texts.ts";
import type { sessionTexts } from "./texts.ts";

const SHORTEST = 10;
const LONGEST = 256;
/** So much must be left of a password when the user name is taken out of it. */
const BEYOND_NAME = 4;
const ACCOUNT_ID = /^[a-z0-9][a-z0-9_-]{0,31}$/;

type Key = (typeof sessionTexts)["keys"][number];

/** What is wrong with a new password, in words; null when nothing is. */
export function passwordProblem(password: string, account: string, say: Say<Key>): string | null {
  const normal = password.normalize("NFKC");
  const length = [...normal].length;
  if (length < SHORTEST) return say("tooShort", { n: SHORTEST, length });
  if (length > LONGEST) return say("tooLong", { n: LONGEST });
  const beyond = account === "" ? normal : normal.toLowerCase().replaceAll(account, "");
  return beyond.length < BEYOND_NAME ? say("isName") : null;
}

/** Whether a text can be the id of an account. */
export function isAccountId(text: string): boolean {
  return ACCOUNT_ID.test(text);
}
