// What a mail address of ours is: one mailbox as it is used, without display name, quotes and comments, nothing outside ASCII.

const MAILBOX =
  /^(?=.{3,254}$)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*$/;

/** True for an address such as `gateway@school.example`. */
export function isMail(text: string): boolean {
  return MAILBOX.test(text);
}
