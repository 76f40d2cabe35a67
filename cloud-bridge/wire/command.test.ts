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
const COMMAND: CountyCommand = {
  campus: "no3-middle",
  id: "k-0123456789abcdef",
  kind: "alarm.ack",
  alarm: "hot.th-1.temperature",
  occurrence: 3,
  comment: "看到了",
  by: "duty",
  issuedMs: Date.UTC(2026, 10, 22, 5),
  expiresMs: Date.UTC(2026, 10, 22, 6),
};
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

test.each([
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
