import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SmtpOptions, startSmtp } from "#test/harness/smtp.ts";
import { type TempFolder, tempFolder } from "#test/harness/temp.ts";
import type { SmtpSettings } from "../../contract/notify.ts";
import { systemClock } from "../../kit/clock.ts";
import { openAuthority } from "../../kit/tls/authority.ts";
import type { Letter } from "./road.ts";
import { mailOf, smtpRoad } from "./smtp.ts";
import { letterOf } from "./testing.ts";

let folder: TempFolder;
let certificate: { certificateFile: string; keyFile: string; ca: readonly string[] };
beforeAll(async () => {
  folder = tempFolder("smtp");
  const log = pino({ level: "silent" });
  await using made = await openAuthority({
    dir: join(folder.path, "tls"),
    hosts: ["127.0.0.1"],
    commonName: "test",
    clock: systemClock,
    log,
  });
  certificate = {
    certificateFile: join(folder.path, "certificate.pem"),
    keyFile: join(folder.path, "key.pem"),
    ca: [made.authorityPem ?? ""],
  };
  await writeFile(certificate.certificateFile, made.certificatePem);
  await writeFile(certificate.keyFile, made.keyPem);
});
afterAll(() => folder[Symbol.asyncDispose]());

function settingsOf(port: number, more: Partial<SmtpSettings> = {}): SmtpSettings {
  return {
    id: "mail",
    name: "邮件",
    kind: "smtp",
    mostPerDay: null,
    host: "127.0.0.1",
    port,
    secure: false,
    from: "gateway@school.example",
    user: null,
    passwordFile: null,
    caFile: null,
    ...more,
  };
}

interface Sent extends Partial<SmtpSettings> {
  readonly letter?: Partial<Letter>;
  readonly password?: string;
  readonly ca?: readonly string[];
  readonly signal?: AbortSignal;
}

function send(port: number, { letter = {}, password, ca, signal, ...more }: Sent = {}) {
  const road = smtpRoad({ settings: settingsOf(port, more), password: () => password ?? null, ca: () => ca });
  return road.send(letterOf(letter), signal ?? new AbortController().signal);
}

describe("a mail", () => {
  it("arrives with subject and lines, and the same letter twice has the same Message-ID", async () => {
    await using server = await startSmtp();
    const coming = server.next();
    expect(await send(server.port)).toEqual({ is: "accepted", reference: null, answered: false });
    const mail = await coming;
    expect(mail).toMatchObject({ sender: "gateway@school.example", to: ["li.lei@school.example"], tls: false });
    expect(mail.text).toContain(`Subject: =?UTF-8?`);
    expect(mail.text).toContain("Auto-Submitted: auto-generated");
    const again = server.next();
    await send(server.port);
    const idOf = (text: string) => /^Message-ID: (.*)$/m.exec(text)?.[1];
    expect(idOf((await again).text)).toBe(idOf(mail.text));
  });

  it("is encrypted by STARTTLS before anybody signs in", async () => {
    const options: SmtpOptions = { tls: "starttls", ...certificate, user: "gateway", password: "geheim" };
    await using server = await startSmtp(options);
    const coming = server.next();
    // By its name, as a certificate has it; the connection itself goes to the address that was looked up.
    const signIn = { host: "localhost", user: "gateway", password: "geheim", ca: certificate.ca };
    expect(await send(server.port, signIn)).toMatchObject({ is: "accepted" });
    expect(await coming).toMatchObject({ tls: true, user: true });
    const wrong = await send(server.port, { ...signIn, password: "wrong" });
    expect(wrong).toMatchObject({ is: "failed", code: "smtp-535", again: false });
  });

  it("is encrypted from the first byte where the server wants that", async () => {
    await using server = await startSmtp({ tls: "first-byte", ...certificate });
    const trusting = { secure: true, ca: certificate.ca };
    for (const host of ["127.0.0.1", "localhost"])
      expect(await send(server.port, { ...trusting, host })).toMatchObject({ is: "accepted" });
    const stranger = await send(server.port, { secure: true });
    expect(stranger).toMatchObject({ is: "failed", code: "unreachable", again: true });
    expect(server.taken).toHaveLength(2);
  });

  it("is not sent in clear text to a server that offers nothing else", async () => {
    await using server = await startSmtp();
    // A caFile says that this is a server to be encrypted to, loopback or not.
    expect(await send(server.port, { ca: certificate.ca })).toMatchObject({ is: "failed" });
    expect(server.taken).toEqual([]);
  });

  it.each([
    ["later", { is: "failed", code: "smtp-451", again: true }],
    ["never", { is: "failed", code: "smtp-550", again: false }],
    ["refuse", { is: "failed", code: "smtp-554", again: false }],
    ["drop", { is: "unknown" }],
  ] as const)("to a server that says %s is known as what it is", async (says, outcome) => {
    await using server = await startSmtp({ says });
    expect(await send(server.port)).toMatchObject(outcome);
  });

  it("that was handed over and never answered is unknown", async () => {
    await using server = await startSmtp({ says: "hang" });
    const stopping = new AbortController();
    const coming = server.next();
    const sending = send(server.port, { signal: stopping.signal });
    expect((await coming).held).toBe(true);
    stopping.abort();
    expect(await sending).toMatchObject({ is: "unknown" });
  });

  it("to a server that does not greet, or is not there, was never sent", async () => {
    const server = await startSmtp({ says: "hang-up" });
    const stopping = new AbortController();
    const sending = send(server.port, { signal: stopping.signal });
    setImmediate(() => stopping.abort());
    expect(await sending).toMatchObject({ is: "failed", code: "unreachable", again: true });
    await server[Symbol.asyncDispose]();
    expect(await send(server.port)).toMatchObject({ is: "failed", code: "unreachable", again: true });
  });

  it("to a person without an address says so", async () => {
    for (const mail of [null, "", "a@b.example, c@d.example", "a@b.example\r\nBcc: all@school.example"])
      expect(await send(1, { letter: { to: { phones: [], mail } } })).toMatchObject({
        is: "failed",
        code: "no-number",
      });
  });

  it("has the headers that we wrote and no others, however a device is called", async () => {
    await using server = await startSmtp();
    const evil = `x\r\nBcc: everybody@school.example\r\n\r\n<script>\u2028From: boss\n.\r\nDATA\u0000${"网".repeat(9000)}`;
    const coming = server.next();
    expect(
      await send(server.port, { letter: { note: { title: evil, lines: [evil, "."], phones: [] } } }),
    ).toMatchObject({
      is: "accepted",
    });
    const { text, to } = await coming;
    expect(to).toEqual(["li.lei@school.example"]);
    const names = [...(text.split("\r\n\r\n")[0] ?? "").matchAll(/^([A-Za-z-]+):/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain("Bcc");
    expect(names.filter((name) => name === "From")).toHaveLength(1);
  });
});

describe("the text of a mail", () => {
  it("has a subject of one short line", () => {
    const { subject, text } = mailOf({ title: `a\r\nb${"网".repeat(100)}`, lines: ["c\nd", "e"], phones: [] });
    expect(subject).toMatch(/^a b网+…$/);
    expect(Buffer.byteLength(subject)).toBeLessThanOrEqual(180);
    expect(text.split("\r\n")).toHaveLength(3);
  });
});
