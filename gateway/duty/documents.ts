// Where the documents of duty are kept: campus.db, each with its version and its audit line.
import type { AuditRecord } from "../kit/accounts/accounts.ts";
import type { Document, DocumentChanges } from "../kit/accounts/documents.ts";
import { canonicalJson, hashOf } from "../kit/canonical.ts";
import { GatewayError } from "../kit/errors.ts";

export interface Documents {
  documents(kind: string): readonly Document[];
  changeDocuments(changes: DocumentChanges, record: AuditRecord | null): Promise<void>;
}

/** Who asks for a change, for the audit. */
export interface By {
  readonly account: string;
  readonly remote: string;
}

/** Something that cannot be taken as it was given; the texts are the API's. */
export interface Fault {
  /** As a JSON pointer: `/phones/0`. */
  readonly path: string;
  readonly fault: DutyFault;
  readonly values?: Readonly<Record<string, string | number>>;
}

export type DutyFault =
  | "required"
  | "tooLong"
  | "notAPhone"
  | "notAMobile"
  | "emergencyNumber"
  | "notAMail"
  | "notAnId"
  | "notADay"
  | "notATime"
  | "unknownPerson"
  | "unknownPost"
  | "unknownShift"
  | "unknownAccount"
  | "twice"
  | "tooMany"
  | "notHeldThatDay"
  | "swapOverlaps"
  | "endBeforeBegin"
  | "otherYear"
  | "daysOverlap"
  | "notAWeekend"
  | "onHoliday"
  | "shippedYear"
  | "noTable"
  | "unknownColumn";

/** A document's next version, ready to be written. */
export function nextDocument(
  kind: string,
  id: string,
  version: number,
  content: unknown,
  changedMs: number,
  by: string,
): Document {
  const body = canonicalJson(content);
  return { kind, id, version, hash: hashOf(body), body, changedMs, by };
}

/** Somebody else has changed it meanwhile. */
export function changed(what: string, version: number): GatewayError {
  return new GatewayError(
    "config-changed",
    `${what} is at version ${version} by now`,
    "Read it again, apply your change to it, and send that.",
  );
}

/** Runs what it is given one after the other. */
export function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
