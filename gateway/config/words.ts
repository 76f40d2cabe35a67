// What a problem says in the asker's language.
import type { Language } from "../kit/i18n.ts";
import type { Problem } from "./problem.ts";

/** Message and remedy of a problem. */
export function said(
  { what, remedy }: Problem,
  _language: Language,
): { readonly message: string; readonly remedy: string } {
  return { message: what, remedy };
}
