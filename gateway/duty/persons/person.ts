// What can be written of a person, in forms and in tables alike, and how numbers look to those who need not know them. Pure.
import type { Person } from "../../contract/duty.ts";
import { isId } from "../../contract/ids.ts";
import { isEmergencyNumber } from "../../contract/telephone.ts";
import type { Fault } from "../documents.ts";

export type PersonFields = Omit<Person, "id">;

/** As it comes, from a form or a table. */
export interface RawPerson {
  readonly name?: string | null;
  readonly phones?: readonly (string | null)[];
  readonly mail?: string | null;
  readonly account?: string | null;
}

const LONGEST_NAME = 32;
const MOST_PHONES = 3;
/** Numbers within a house have three digits; no number on earth has more than fifteen (ITU-T E.164). */
const PHONE = /^\+?\d{3,15}$/;
/** A mobile number of China, told by how it begins, which no landline does: it has eleven digits, or one is missing or too many. */
const MOBILE = /^(?:\+?86)?(1[3-9]\d{4,})$/;
const MOBILE_DIGITS = 11;
const MAIL = /^[\w.+%-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,4}$/;

/** The fields in their one form, or everything that is wrong with them. */
export function checkPerson(
  raw: RawPerson,
  hasAccount: (id: string) => boolean,
): { readonly fields: PersonFields } | { readonly wrong: readonly Fault[] } {
  const wrong: Fault[] = [];
  const name = plain(raw.name);
  if (name === "") wrong.push({ path: "/name", fault: "required" });
  if (name.length > LONGEST_NAME) wrong.push({ path: "/name", fault: "tooLong", values: { limit: LONGEST_NAME } });
  const phones: string[] = [];
  for (const [n, given] of (raw.phones ?? []).entries()) {
    const phone = dialled(given ?? "");
    if (phone === "") continue;
    const fault = phones.includes(phone) ? "twice" : faultOf(phone);
    if (fault !== null) wrong.push({ path: `/phones/${n}`, fault });
    phones.push(phone);
  }
  if (phones.length > MOST_PHONES) wrong.push({ path: "/phones", fault: "tooMany", values: { limit: MOST_PHONES } });
  const mail = plain(raw.mail);
  if (mail !== "" && !MAIL.test(mail)) wrong.push({ path: "/mail", fault: "notAMail" });
  const account = plain(raw.account);
  if (account !== "" && !(isId(account) && hasAccount(account)))
    wrong.push({ path: "/account", fault: "unknownAccount" });
  if (wrong.length > 0) return { wrong };
  return { fields: { name, phones, mail: mail === "" ? null : mail, account: account === "" ? null : account } };
}

/** What would be found out only in the night that it is dialled. */
function faultOf(phone: string): Fault["fault"] | null {
  if (!PHONE.test(phone)) return "notAPhone";
  if (isEmergencyNumber(phone)) return "emergencyNumber";
  const mobile = MOBILE.exec(phone)?.[1];
  return mobile === undefined || mobile.length === MOBILE_DIGITS ? null : "notAMobile";
}

/** `199****0001`: enough to know one's own number, too little to call it. */
export function maskedPhone(phone: string): string {
  if (phone.length < 8) return "*".repeat(phone.length);
  return `${phone.slice(0, 3)}${"*".repeat(phone.length - 7)}${phone.slice(-4)}`;
}

/** `z***@school.example`. */
export function maskedMail(mail: string): string {
  const [user = "", host = ""] = mail.split("@");
  return `${user.slice(0, 1)}***@${host}`;
}

/** Digits of full width, spaces and dashes are how people write numbers, not how one dials them. */
function dialled(text: string): string {
  return text.normalize("NFKC").replace(/[\s()\u2010-\u2015-]/g, "");
}

function plain(text: string | null | undefined): string {
  return (text ?? "")
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .trim();
}
