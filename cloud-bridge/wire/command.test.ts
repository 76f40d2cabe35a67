import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import {
  type CountyCommand,
  commandBytes,
  commandOf,
  isSignedBy,
  publicKeyOf,
  publicKeyText,
  readSigned,
} from "./command.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const COMMAND = {
  campus: "no3-middle",
  id: "k-0123456789abcdef",
  kind: "alarm.ack",
  alarm: "hot.th-1.temperature",
  occurrence: 3,
  comment: "看到了",
  link: null,
  by: "duty",
  issuedMs: Date.UTC(2026, 10, 22, 5),
  expiresMs: Date.UTC(2026, 10, 22, 6),
} satisfies CountyCommand;
const BYTES = commandBytes(COMMAND, (bytes) => sign(null, bytes, privateKey));
const object = () => JSON.parse(BYTES.toString("utf8")) as Record<string, unknown>;
const signedOf = (value: unknown) => readSigned(Buffer.from(JSON.stringify(value), "utf8"));

test("a command that was signed is read as it was meant, whatever the order of its fields", () => {
  const { signature, ...rest } = object();
  const turned = { signature, ...Object.fromEntries(Object.entries(rest).reverse()) };
  const signed = signedOf(turned);
  expect(signed && isSignedBy(signed, publicKey)).toBe(true);
  expect(commandOf(signed?.claims ?? {})).toEqual(COMMAND);
});

test("no field can be changed, added or left out, and no other key has signed", () => {
  const isBelieved = (value: unknown) => {
    const signed = signedOf(value);
    return signed !== null && isSignedBy(signed, publicKey);
  };
  for (const key of Object.keys(object()).filter((each) => each !== "signature")) {
    expect(isBelieved({ ...object(), [key]: "another" }), key).toBe(false);
    expect(isBelieved(Object.fromEntries(Object.entries(object()).filter(([each]) => each !== key))), key).toBe(false);
  }
  expect(isBelieved({ ...object(), more: 1 })).toBe(false);
  const signed = signedOf(object());
  expect(signed && isSignedBy(signed, generateKeyPairSync("ed25519").publicKey)).toBe(false);
});

const PROOF = `0123456789.${"p".repeat(43)}`;

test("without a link the words on the wire are those that campuses of before know; a link is one more word under the signature", () => {
  const known = [
    "v",
    "campus",
    "id",
    "kind",
    "alarm",
    "occurrence",
    "comment",
    "by",
    "issuedAt",
    "expiresAt",
    "signature",
  ];
  expect(Object.keys(object()).sort()).toEqual([...known].sort());
  const bytes = commandBytes({ ...COMMAND, link: PROOF }, (text) => sign(null, text, privateKey));
  const linked = JSON.parse(bytes.toString("utf8")) as Record<string, unknown>;
  expect(Object.keys(linked).sort()).toEqual([...known, "link"].sort());
  const { link: _link, ...without } = linked;
  const isBelieved = (value: unknown) => isSignedBy(signedOf(value) ?? { claims: {}, signature: "" }, publicKey);
  expect(isBelieved(linked)).toBe(true);
  expect(commandOf(linked)).toMatchObject({ kind: "alarm.ack", link: PROOF });
  // Taken off, put on or exchanged, it is no longer what the county said.
  expect(isBelieved(without)).toBe(false);
  expect(isBelieved({ ...object(), link: PROOF })).toBe(false);
  expect(isBelieved({ ...linked, link: PROOF.replace("p", "q") })).toBe(false);
});

test("a question to a post names the post and nothing of an alarm", () => {
  const { alarm: _alarm, occurrence: _occurrence, comment: _comment, link: _link, ...common } = COMMAND;
  const asked: CountyCommand = { ...common, kind: "duty.spot-check", post: "guard" };
  const signed = readSigned(commandBytes(asked, (bytes) => sign(null, bytes, privateKey)));
  expect(commandOf(signed?.claims ?? {})).toEqual(asked);
  expect(commandOf({ ...signed?.claims, post: "../x" })).toBeNull();
});

test.each([
  ["a token in place of a proof", { link: `0123456789.${"t".repeat(22)}` }],
  ["a link that is none", { link: 7 }],
  ["another version", { v: 2 }],
  ["another kind", { kind: "door.open" }],
  ["no campus", { campus: "../x" }],
  ["a strange id", { id: "c-1" }],
  ["a name that is none", { alarm: "a/b" }],
  ["no occurrence", { occurrence: 0 }],
  ["too long a comment", { comment: "长".repeat(257) }],
  ["an account with a colon", { by: "county:duty" }],
  ["an end before its beginning", { expiresAt: "2026-11-22T04:00:00.000Z" }],
  ["more than a day", { expiresAt: "2026-11-23T05:00:00.001Z" }],
])("%s is no command", (_what, change) => {
  const { signature: _signature, ...claims } = object();
  expect(commandOf({ ...claims, ...change })).toBeNull();
});

test("a public key is one short text", () => {
  const text = publicKeyText(publicKey);
  expect(publicKeyOf(text)?.equals(publicKey)).toBe(true);
  for (const wrong of ["", text.slice(1), `${text}A`, text.replace("ed25519", "rsa")])
    expect(publicKeyOf(wrong)).toBeNull();
});
