// What holds of every road, whoever wrote it: it never throws, and nothing that it says repeats a key, a number or a mail address.
import { messageOf } from "../../kit/errors.ts";
import { maskedMail, maskedNumber, maskedText, withoutSecrets } from "./mask.ts";
import { failed, type Letter, type Outcome, type Road } from "./road.ts";
import { oneLine } from "./text.ts";

/** So much of a text is looked at: it is cut before it is masked, so that nobody's long answer costs time. */
const LOOKED_AT = 1200;
const DETAIL_CHARACTERS = 300;
const CODE_CHARACTERS = 64;

/** `secrets`: what the road has read so far. */
export function guarded(road: Road, secrets: () => readonly string[]): Road {
  return {
    pace: road.pace,
    async send(letter, signal) {
      const outcome = await road
        .send(letter, signal)
        .catch((error: unknown): Outcome => failed("broken", messageOf(error), true, 60_000));
      return masked(
        outcome,
        (text) => maskedText(withoutPerson(oneLine(text.slice(0, LOOKED_AT)), letter), secrets()),
        secrets(),
      );
    },
    ...(road.condition !== undefined && { condition: () => maskedCondition(road, secrets()) }),
  };
}

/** Numbers are known by their length; those of whom it is for, whatever their length. */
function withoutPerson(text: string, { to }: Letter): string {
  const numbers = (to?.phones ?? []).filter((phone) => phone !== "");
  const without = numbers.reduce((left, phone) => left.replaceAll(phone, maskedNumber(phone)), text);
  return to?.mail ? without.replaceAll(to.mail, maskedMail(to.mail)) : without;
}

function masked(outcome: Outcome, clean: (text: string) => string, secrets: readonly string[]): Outcome {
  switch (outcome.is) {
    case "accepted":
      return { ...outcome, reference: outcome.reference && referenceOf(outcome.reference, secrets) };
    case "failed":
      return {
        ...outcome,
        code: clean(outcome.code).slice(0, CODE_CHARACTERS),
        detail: clean(outcome.detail).slice(0, DETAIL_CHARACTERS),
      };
    case "unknown":
      return { ...outcome, detail: clean(outcome.detail).slice(0, DETAIL_CHARACTERS) };
  }
}

/** A service's number for what it took: long, but nobody's telephone. */
function referenceOf(reference: string, secrets: readonly string[]): string {
  return withoutSecrets(oneLine(reference), secrets).slice(0, CODE_CHARACTERS);
}

function maskedCondition(
  road: Road,
  secrets: readonly string[],
): Readonly<Record<string, string | number | boolean | null>> {
  return Object.fromEntries(
    Object.entries(road.condition?.() ?? {}).map(([name, value]) => [
      name,
      typeof value === "string" ? maskedText(oneLine(value), secrets) : value,
    ]),
  );
}
