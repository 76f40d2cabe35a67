// Who a campus is, by certificate or secret, and what it may say and hear. Pure but for the configuration it is asked about.
import { hash, timingSafeEqual } from "node:crypto";
import { readUpTopic, type UpAddress } from "../../wire/topics.ts";
import type { CampusConfig } from "../config.ts";

export interface SignIn {
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
  readonly clientId: string;
  /** Common name of a client certificate that our authority signed; null: none was shown. */
  readonly certificateName: string | null;
}

const NOBODY = Buffer.alloc(32);

/** The campus that signs in; null when it is none, or cannot prove it. */
export function campusOf(signIn: SignIn, campuses: ReadonlyMap<string, CampusConfig>): CampusConfig | null {
  const { username, password, clientId, certificateName } = signIn;
  const campus = campuses.get(certificateName ?? username ?? "");
  // Compared also for strangers, so that the time tells nobody which campuses there are.
  const digest = campus?.credentialSha256 == null ? NOBODY : Buffer.from(campus.credentialSha256, "hex");
  const right = timingSafeEqual(hash("sha256", password ?? "", "buffer"), digest);
  if (campus === undefined || clientId !== campus.id) return null;
  if (certificateName !== null) return campus;
  return right && password !== undefined ? campus : null;
}

/** Where a campus may publish; null: nowhere else. */
export function mayPublish(campus: string, topic: string): UpAddress | null {
  const address = readUpTopic(topic);
  return address?.campus === campus ? address : null;
}

/** A campus hears what is said to it, and nothing else. */
export function mayHear(campus: string, filter: string): boolean {
  const down = `county/v1/${campus}/down/`;
  return filter.startsWith(down) && !filter.slice(down.length).includes("/");
}
