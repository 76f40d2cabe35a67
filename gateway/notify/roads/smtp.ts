// Mail over SMTP (RFC 5321), encrypted unless the server is this machine: plain text to one person, and for each way to fail what is known.
import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { Readable } from "node:stream";
import { isMail } from "../../contract/mail.ts";
import type { SmtpSettings } from "../../contract/notify.ts";
import { messageOf } from "../../kit/errors.ts";
import { accepted, failed, type Letter, type Note, type Outcome, type Road } from "./road.ts";
import { type Address, isOutcome, isThisMachine, type Names, targetOf } from "./target.ts";
import { bodyText, cutTo, oneLine } from "./text.ts";

export interface SmtpParts {
  readonly settings: SmtpSettings;
  readonly password: () => string | null;
  readonly ca: () => readonly string[] | undefined;
  readonly names?: Names;
}

const PATIENCE_MS = 30_000;
/** Mail servers of schools take more, but nobody reads more than one mail in three seconds. */
const PACE = { notes: 20, perMs: 60_000 };
/** Without a limit of 998 bytes a line (RFC 5322 §2.1.1) some servers cut; a subject beyond a screen's width is not read. */
const SUBJECT_BYTES = 180;
const TEXT_BYTES = 64_000;

export function smtpRoad(parts: SmtpParts): Road {
  return {
    pace: PACE,
    async send(letter, stopping) {
      const to = letter.to?.mail ?? null;
      if (to === null || !isMail(to)) return failed("no-number", "the person has no mail address", false);
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(PATIENCE_MS)]);
      const target = await targetOf(parts.settings.host, signal, parts.names);
      if (isOutcome(target)) return target;
      const [address] = target;
      if (address === undefined) return failed("unreachable", "the mail server has no address", true);
      try {
        const login = loginOf(parts);
        const connection = await connectionTo(address, parts);
        return await deliver(connection, login, await messageOfLetter(parts.settings, letter, to), to, parts, signal);
      } catch (error) {
        return failed("not-set-up", messageOf(error), true, 60_000);
      }
    },
  };
}

function loginOf({ settings: { user }, password }: SmtpParts): { user: string; pass: string } | null {
  return user === null ? null : { user, pass: password() ?? "" };
}

type Connection = import("nodemailer/lib/smtp-connection").default;

async function connectionTo({ address }: Address, { settings, ca }: SmtpParts): Promise<Connection> {
  const { default: SmtpConnection } = await import("nodemailer/lib/smtp-connection");
  const { host, port, secure } = settings;
  const authorities = ca();
  const mayBePlain = isThisMachine(host) && authorities === undefined;
  return new SmtpConnection({
    host: address,
    port,
    secure,
    ...(isIP(host) === 0 && { servername: host }),
    requireTLS: !secure && !mayBePlain,
    ignoreTLS: mayBePlain,
    // What stands there is seen by every server on the way: not this machine's name.
    name: "campus-gateway",
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    tls: { minVersion: "TLSv1.2", ...(authorities !== undefined && { ca: [...authorities] }) },
  });
}

/** Header and body. The same letter has the same Message-ID, by which a mailbox knows a repetition. */
async function messageOfLetter({ from }: SmtpSettings, { n, note }: Letter, to: string): Promise<Buffer> {
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const { subject, text } = mailOf(note);
  const digest = createHash("sha256").update(`${n}\n${subject}\n${text}`).digest("hex").slice(0, 32);
  const mail = new MailComposer({
    from,
    to,
    subject,
    text,
    messageId: `<${digest}${from.slice(from.lastIndexOf("@"))}>`,
    headers: { "Auto-Submitted": "auto-generated" },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}

/** Subject and text: one line each, none of which can end the header. Pure. */
export function mailOf(note: Note): { readonly subject: string; readonly text: string } {
  const subject = cutTo(oneLine(note.title), SUBJECT_BYTES);
  return { subject, text: cutTo(bodyText(note), TEXT_BYTES).replaceAll("\n", "\r\n") };
}

interface SmtpError extends Error {
  readonly responseCode?: number | undefined;
}

function deliver(
  connection: Connection,
  login: { user: string; pass: string } | null,
  message: Buffer,
  to: string,
  { settings }: SmtpParts,
  signal: AbortSignal,
): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  /** From here on the server may have it. */
  let wasSent = false;
  // Read only once the server has asked for it.
  const body = Readable.from(
    (function* () {
      wasSent = true;
      yield message;
    })(),
  );
  const end = (error: SmtpError | null | undefined): void => {
    resolve(error ? outcomeOf(error, wasSent, settings.host) : accepted());
    if (error) connection.close();
    else connection.quit();
  };
  const giveUp = () => end(new Error("the mail server did not answer in time"));
  if (signal.aborted) {
    giveUp();
    return promise;
  }
  connection.on("error", end);
  connection.on("end", () => end(new Error("the mail server hung up")));
  signal.addEventListener("abort", giveUp, { once: true });
  const send = () => connection.send({ from: settings.from, to, size: message.length }, body, (error) => end(error));
  connection.connect((error) => {
    if (error) return end(error);
    if (login === null) return send();
    connection.login(login, (refused) => (refused ? end(refused) : send()));
  });
  return promise;
}

/** 4xx: later; 5xx: never. No answer after the mail went over: it may have arrived. */
function outcomeOf(error: SmtpError, wasSent: boolean, host: string): Outcome {
  const detail = `${host}: ${oneLine(error.message).slice(0, 300)}`;
  const { responseCode } = error;
  if (responseCode !== undefined) return failed(`smtp-${responseCode}`, detail, responseCode < 500, 30_000);
  return wasSent ? { is: "unknown", detail } : failed("unreachable", detail, true);
}
