// Who may answer an alarm by a link, and what becomes of the answer: the county's side of links that campuses announced (contract/links.ts).
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { CountyAlarm } from "#gateway/contract/county.ts";
import { linkIdOf, proofOf, sealOf } from "#gateway/contract/links.ts";
import type { AuditRecord } from "#gateway/kit/accounts/accounts.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import type { Log } from "#gateway/kit/log.ts";
import { LONGEST_MS } from "../../wire/command.ts";
import type { CountyCommands } from "../commands/open.ts";
import type { KeptCommand } from "../store/commands.ts";
import type { AnnouncedLink } from "../store/links.ts";
import type { CountyStore } from "../store.ts";

/** Whoever pressed looks again for so long. */
const SHOWN_AFTER_MS = 10 * 60_000;
/** A page is pressed within the hour, or asked for again. */
const NONCE_MS = 3_600_000;
const LEAST_MS = 1000;
/** In place of a seal, so that a name that is unknown takes as long as a wrong proof. */
const NO_SEAL = "0".repeat(64);
/** What stands for an account in commands that came by a link. */
const BY = "link";

export interface AnswerParts {
  readonly store: Pick<CountyStore, "link" | "alarm">;
  readonly commands: Pick<CountyCommands, "answer" | "get">;
  /** Campuses of the configuration, by id. */
  readonly campuses: () => ReadonlyMap<string, { readonly name: string }>;
  /** Whether a campus is connected. */
  readonly isUp: (campus: string) => boolean;
  readonly audit: (record: AuditRecord) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A link that was announced, brought with its true token. */
export interface Answering {
  readonly link: AnnouncedLink;
  readonly proof: string;
  readonly campusName: string;
  /** As the campus last told of it; null: it has not yet, or this occurrence is not the last any more. */
  readonly alarm: CountyAlarm | null;
  /** What the link was used for; null: nobody has used it. */
  readonly command: KeptCommand | null;
  readonly isUp: boolean;
  /** It does nothing any more. */
  readonly isOver: boolean;
}

export interface AnswerDesk {
  /** Null: there is no such link, whatever of it is wrong. Looking changes nothing. */
  find(campus: string, token: string): Answering | null;
  /** What a form of this page must bring. */
  nonceFor(answering: Answering): string;
  /** Sends the answer to the campus, once; resolves when that is on disk. A wrong nonce changes nothing. */
  press(
    answering: Answering,
    said: { readonly nonce: string; readonly comment: string | null },
    remote: string,
  ): Promise<void>;
  /** Notes that somebody brought what does nothing. */
  refused(campus: string, token: string, code: "link-unknown" | "link-over", remote: string): Promise<void>;
}

export function createAnswerDesk({ store, commands, campuses, isUp, audit, clock, log }: AnswerParts): AnswerDesk {
  const secret = randomBytes(32);
  const nonceOf = ({ link }: Answering, hour: number): string =>
    createHmac("sha256", secret).update(`${link.campus} ${link.id} ${hour}`).digest("base64url");
  const hourNow = () => Math.floor(clock.monotonic() / NONCE_MS);

  const answeringOf = (link: AnnouncedLink, proof: string, campusName: string): Answering => {
    const nowMs = clock.now();
    const last = store.alarm(link.campus, link.alarm);
    const command = link.command === null ? null : commands.get(link.command);
    const isPast = last !== null && last.occurrence > link.occurrence;
    const endMs = command === null ? link.expiresMs : (command.endedMs ?? command.expiresMs) + SHOWN_AFTER_MS;
    // Used for a command that is not kept any more: long ago.
    const isForgotten = link.command !== null && command === null;
    return {
      link,
      proof,
      campusName,
      alarm: last?.occurrence === link.occurrence ? last : null,
      command,
      isUp: isUp(link.campus),
      isOver: nowMs >= endMs || isForgotten || (command === null && isPast),
    };
  };

  const refused: AnswerDesk["refused"] = async (campus, token, code, remote) => {
    const known = campuses().has(campus) ? campus : null;
    const detail = { campus: known, link: linkIdOf(token), code };
    log.warn({ ...detail, remote }, "a link that acknowledges did nothing");
    await audit({ type: "notify.link-refused", account: null, remote, detail });
  };

  return {
    find(campus, token) {
      const proof = proofOf(token);
      const name = campuses().get(campus)?.name;
      const id = linkIdOf(token);
      if (proof === null || id === null) return null;
      const link = name === undefined ? null : store.link(campus, id);
      const isTrue = timingSafeEqual(Buffer.from(sealOf(proof)), Buffer.from(link?.seal ?? NO_SEAL));
      return link === null || name === undefined || !isTrue ? null : answeringOf(link, proof, name);
    },
    nonceFor: (answering) => nonceOf(answering, hourNow()),
    async press(answering, { nonce, comment }, remote) {
      const { link, proof, isOver } = answering;
      const { campus, id, alarm, occurrence } = link;
      if (isOver || link.command !== null) return await refused(campus, id, "link-over", remote);
      const isOurs = [hourNow(), hourNow() - 1].some((hour) => nonce === nonceOf(answering, hour));
      if (!isOurs) return;
      const expiresInMs = Math.max(LEAST_MS, Math.min(link.expiresMs - clock.now(), LONGEST_MS));
      const command = await commands.answer({ campus, alarm, occurrence, comment, link: proof, by: BY, expiresInMs });
      if (command === null) return await refused(campus, id, "link-over", remote);
      const detail = { campus, link: id, alarm, occurrence, command: command.id };
      log.info({ ...detail, remote }, "an alarm is answered by a link");
      await audit({ type: "notify.link-pressed", account: null, remote, detail });
    },
    refused,
  };
}
