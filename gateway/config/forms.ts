// Building blocks of the schema: each text form with its pattern and its words for people, and the keywords that Ajv does not have.
import { ID_PATTERN, isId } from "../contract/ids.ts";
import { isMail } from "../contract/mail.ts";
import { type TObject, type TProperties, type TSchemaOptions, Type } from "../contract/schema.ts";
import { DURATION_PATTERN, parseDuration } from "../contract/time.ts";
import { isUnit } from "../contract/units.ts";
import {
  ADDRESS_PATTERN,
  isHost,
  isPlainUrl,
  isTimezone,
  parseAddress,
  parseDayTime,
  parseSize,
  SIZE_PATTERN,
} from "./texts.ts";

export interface Form {
  readonly check: (text: string) => boolean;
  /** What a text is not when the check fails, and what to write instead. */
  readonly noun: string;
  readonly write: string;
}

/** The text forms by their name in `format`. */
export const FORMS: Readonly<Record<string, Form>> = {
  id: { check: isId, noun: "an id", write: "write 1–32 of a–z, 0–9, _ and -, starting with a letter or digit" },
  duration: {
    check: (text) => parseDuration(text) !== null,
    noun: "a duration",
    write: "write a whole number and ms, s, min, h or d without a space, such as 5s or 3min",
  },
  size: {
    check: (text) => parseSize(text) !== null,
    noun: "a size",
    write: "write a whole number and B, KB, MB, GB or TB without a space, such as 500MB",
  },
  address: {
    check: (text) => parseAddress(text) !== null,
    noun: "HOST:PORT",
    write: 'write an address and a port of 0–65535, such as 127.0.0.1:8080 or "[::1]:8080" (IPv6 in quotes)',
  },
  "day-time": {
    check: (text) => parseDayTime(text) !== null,
    noun: "a time of day",
    write: 'write hours and minutes in quotes, such as "07:30"',
  },
  timezone: { check: isTimezone, noun: "a known time zone", write: "write an IANA name such as Asia/Shanghai" },
  unit: {
    check: isUnit,
    noun: "a known unit",
    write: "write a unit of the closed list, such as Cel, %, V, A, W, kW.h",
  },
  "http-url": {
    check: (text) => isPlainUrl(text, ["http", "https"]),
    noun: "a plain http or https address",
    write: "write http://HOST:PORT without user, password, ? and #",
  },
  "mqtt-url": {
    check: (text) => isPlainUrl(text, ["mqtt", "mqtts"]),
    noun: "a plain mqtt or mqtts address",
    write: "write mqtts://HOST:PORT without user, password, ? and #",
  },
  host: { check: isHost, noun: "a host", write: "write an address or a name, for example 10.0.0.1" },
  mail: { check: isMail, noun: "a mail address", write: "write NAME@DOMAIN and nothing else" },
  "public-key": {
    check: (text) => /^ed25519:[A-Za-z0-9_-]{43}$/.test(text),
    noun: "a public key",
    write: "write ed25519: and the 43 characters that the county shows",
  },
  "topic-name": {
    check: isTopicName,
    noun: "a name for topics",
    write: "write it as the firmware has it: without + and #, no / at its ends, not campus and not $…",
  },
  topic: {
    check: isForeignTopic,
    noun: "a topic for foreign firmware",
    write: "start with a fixed first level that is not campus and not $…; + and # only as whole levels, # only last",
  },
};

/** The first level is literal and not ours, so that no foreign topic can reach below `campus/` or `$SYS/`. */
function isForeignTopic(text: string): boolean {
  const levels = text.split("/");
  const first = levels[0] ?? "";
  if (first === "" || first === "campus" || first.startsWith("$") || /[+#]/.test(first)) return false;
  return levels.every(
    (level, at) => !/[+#]/.test(level) || level === "+" || (level === "#" && at === levels.length - 1),
  );
}

/** Fixed levels, so that it can stand in a topic; no level may be empty, and none leads below `campus/` or `$SYS/`. */
function isTopicName(text: string): boolean {
  const levels = text.split("/");
  return !/[+#{}\p{Cc}]/u.test(text) && levels.every((level) => level !== "") && isForeignTopic(text);
}

type Options = TSchemaOptions & { readonly description: string };

/** A map with exactly these keys; any other key is refused. */
export function section<P extends TProperties>(properties: P, options: Options): TObject<P> {
  return Type.Object(properties, { ...options, additionalProperties: false });
}

export const id = (options: Options) => Type.String({ ...options, pattern: ID_PATTERN, format: "id" });
export const size = (options: Options & { atLeast?: string }) =>
  Type.String({ ...options, pattern: SIZE_PATTERN, format: "size" });
export const address = (options: Options) => Type.String({ ...options, pattern: ADDRESS_PATTERN, format: "address" });
/** `atLeast` and `atMost` are durations. */
export const duration = (options: Options & { atLeast?: string; atMost?: string }) =>
  Type.String({ ...options, pattern: DURATION_PATTERN, format: "duration" });
/** One line of text for people: 1 to `max` characters. */
export const text = (max: number, options: Options) => Type.String({ ...options, minLength: 1, maxLength: max });
export const form = (format: keyof typeof FORMS, options: Options) =>
  Type.String({ ...options, maxLength: 256, format });
/** Path of a file that belongs to campus.yaml. */
export const file = (description: string) =>
  text(1024, { description: `${description} Relative paths start at the folder of campus.yaml.` });
/** One word of a closed list. */
export const oneOf = <const W extends readonly (string | number)[]>(words: W, options: Options) =>
  Type.Unsafe<W[number]>({ ...options, enum: [...words] });
/** A map from ids (or what `pattern` says) to values of one kind. */
export const mapOf = <S extends TProperties[string]>(pattern: string, value: S, options: Options) =>
  Type.Record(Type.String({ pattern }), value, { ...options, additionalProperties: false });
