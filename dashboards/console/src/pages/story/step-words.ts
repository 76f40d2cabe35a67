// Each step of a story in words: what happened, and what there is to say about it.
import type { AnswerRoad, Delivery } from "#gateway/contract/notify.ts";
import type { Story, StoryStep, Verdict } from "#gateway/contract/story.ts";
import { useValueText } from "../../campus/alarm-row.tsx";
import { type Say, useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { timeText } from "../../words/time.ts";
import { useCodeWord } from "../notify/code-words.ts";
import { stateTexts } from "../notify/texts.ts";
import type { StoryNames } from "./names.ts";
import { storyTexts } from "./texts.ts";

type StoryKey = (typeof storyTexts)["keys"][number];

export interface StepWords {
  readonly text: string;
  readonly more: readonly string[];
  /** How it went, for the mark at the line. */
  readonly tone: "plain" | "bad" | "good" | "person";
}

const ROAD_WORDS: Readonly<Record<AnswerRoad, StoryKey>> = {
  console: "byConsole",
  link: "byLink",
  "modem-call": "byCall",
  "modem-sms": "bySms",
  county: "byCounty",
};
const MARKS = { before: "before", worst: "worst", back: "backTo" } as const;
const SAYS: Readonly<Record<Delivery["says"], StoryKey>> = {
  raised: "tellsRaised",
  cleared: "tellsCleared",
  acknowledged: "tellsAcknowledged",
  digest: "tellsDigest",
  proof: "tellsRaised",
  sheet: "tellsRaised",
  test: "tellsRaised",
};
const TICKETS: Readonly<Record<string, StoryKey>> = {
  open: "ticketOpen",
  finish: "ticketDone",
  confirm: "ticketConfirm",
};
const REASONS: Readonly<Record<string, StoryKey>> = {
  "rule-changed": "ruleChanged",
  "rule-removed": "ruleRemoved",
  "device-removed": "deviceRemoved",
};

/** The word for what was found. */
export function useVerdictWord(): (verdict: Verdict) => string {
  const say = useTexts(storyTexts);
  return (verdict) => say(verdict === "test" ? "testVerdict" : verdict);
}

export function useStepWords({ point }: Pick<Story, "point">, names: StoryNames): (step: StoryStep) => StepWords {
  const say = useTexts(storyTexts);
  const state = useTexts(stateTexts);
  const codeWord = useCodeWord();
  const said = useValueText();
  const verdictWord = useVerdictWord();
  const now = useNow();
  const some = (...parts: readonly (string | null | false)[]) =>
    parts.filter((part): part is string => typeof part === "string" && part !== "");

  const told = ({ delivery }: Extract<StoryStep, { is: "told" }>): StepWords => {
    const { says, post, person, road, tries, repeated, test, code, detail } = delivery;
    const who = some(person === null ? null : names.person(person), post === null ? null : postWord(post, names, say));
    const bad = delivery.state === "failed" || delivery.state === "unknown";
    return {
      text: say("told", { says: say(SAYS[says]), who: who.join(" · ") || say("group"), road: names.road(road) }),
      more: some(
        state(delivery.state),
        // What took it for certain says no more than its own number for it.
        code === null ? delivery.state !== "accepted" && detail : codeWord(code),
        tries > 1 && say("tries", { n: tries }),
        repeated && say("repeated"),
        test && say("test"),
      ),
      tone: bad ? "bad" : delivery.state === "accepted" ? "good" : "plain",
    };
  };

  return (step) => {
    switch (step.is) {
      case "reading":
        return plain(say(MARKS[step.mark], { value: said(step.value, step.unit, point) }));
      case "raised": {
        const [value, limit] = [said(step.value, step.unit, point), said(step.limit, step.unit, point)];
        const hasLimit = step.limit !== null && typeof step.limit !== "boolean";
        const key = step.value === null ? "raisedPlain" : hasLimit ? "raisedLimit" : "raised";
        const quiet = step.quiet.map((why) => say(why === "shelved" ? "shelvedThen" : why));
        return { text: say(key, { value, limit }), more: quiet, tone: "bad" };
      }
      case "told":
        return told(step);
      case "acknowledged":
        return {
          text: say("acknowledged", { who: names.person(step.by) }),
          more: some(say(ROAD_WORDS[step.road]), step.comment),
          tone: "person",
        };
      case "escalated":
        return plain(say("escalated"));
      case "shelved": {
        const until = timeText(Date.parse(step.until), now);
        return {
          text: say("shelved", { who: names.person(step.by), time: until }),
          more: some(step.comment),
          tone: "person",
        };
      }
      case "unshelved":
      case "reset":
        return { text: say(step.is), more: some(step.by === null ? null : names.person(step.by)), tone: "person" };
      case "cleared": {
        const why = REASONS[step.reason ?? ""];
        return {
          text: why === undefined ? say("cleared") : say("clearedWhy", { why: say(why) }),
          more: [],
          tone: "good",
        };
      }
      case "handled": {
        const { by, verdict, comment } = step.handling;
        const words = { who: names.person(by), verdict: verdictWord(verdict) };
        return { text: say(step.version > 1 ? "corrected" : "handled", words), more: some(comment), tone: "person" };
      }
      case "ticket":
        return {
          text: say(TICKETS[step.act] ?? "ticketOther", { id: step.ticket }),
          more: some(step.by),
          tone: "person",
        };
    }
  };
}

function plain(text: string): StepWords {
  return { text, more: [], tone: "plain" };
}

function postWord(post: string, names: StoryNames, say: Say<StoryKey>): string {
  return post === "county" ? say("county") : names.post(post);
}
