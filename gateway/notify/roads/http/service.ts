// A service that calls or sends SMS: what differs between them is how a request is made and signed, and how an answer is read.

import type { HttpSettings } from "../../../contract/notify.ts";
import { messageOf } from "../../../kit/errors.ts";
import { type Answer, type Posted, post } from "../request.ts";
import { failed, type Letter, type NoteWords, type Outcome, type Road } from "../road.ts";
import { isOutcome, type Names } from "../target.ts";
import { plainWord } from "../text.ts";

/** One message as the service gets it. */
export interface Order {
  /** Digits only, those of China without 86. */
  readonly number: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The same for every try of one letter. */
  readonly id: string;
}

/** How one service is spoken to. */
export interface HttpKind {
  ask(settings: HttpSettings, order: Order, secret: string, nowMs: number): Posted;
  read(answer: Answer): Outcome;
}

export interface HttpParts {
  readonly settings: HttpSettings;
  readonly secret: () => string;
  readonly ca: () => readonly string[] | undefined;
  readonly now: () => number;
  readonly names?: Names;
}

/** A school needs no more, and whoever runs such a service takes more for an attack. */
const PACE = { notes: 20, perMs: 60_000 };

export function httpRoad(kind: HttpKind, { settings, secret, ca, now, names }: HttpParts): Road {
  return {
    pace: PACE,
    async send(letter, signal) {
      const number = numberOf(letter);
      if (number === null) return failed("no-number", "the person has no telephone number", false);
      let asked: Posted;
      try {
        const order = { number, variables: variablesOf(settings, letter.words), id: `${settings.id}-${letter.n}` };
        asked = { ...kind.ask(settings, order, secret(), now()), ca: ca() };
      } catch (error) {
        return failed("not-set-up", messageOf(error), true, 60_000);
      }
      const answer = await post(asked, signal, names);
      return isOutcome(answer) ? answer : kind.read(answer);
    },
  };
}

/** Templates of Alibaba Cloud take 35 characters for a variable; nobody listens to more. */
const WORD_CHARACTERS = 35;

/** The template's variables with the words that campus.yaml gives them. */
export function variablesOf({ variables }: HttpSettings, words: NoteWords): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, word]) => [name, plainWord(words[word], WORD_CHARACTERS)]),
  );
}

const CHINA = /^(?:00|\+)?86(1\d{10})$/;

/** The first number that can be dialled, as services want it. */
function numberOf({ to }: Letter): string | null {
  for (const phone of to?.phones ?? []) {
    const written = phone.replace(/[\s().·-]/g, "");
    if (!/^\+?\d{3,20}$/.test(written)) continue;
    return CHINA.exec(written)?.[1] ?? written.replace("+", "");
  }
  return null;
}
