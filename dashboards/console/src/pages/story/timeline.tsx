// A story from top to bottom: one line for each step, with its time on campus.
import type { Story } from "#gateway/contract/story.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { timeText } from "../../words/time.ts";
import { useStoryNames } from "./names.ts";
import { useStepWords } from "./step-words.ts";
import { storyTexts } from "./texts.ts";
import "./story.css";

export function Timeline({ story }: { readonly story: Story }) {
  const say = useTexts(storyTexts);
  const now = useNow();
  const names = useStoryNames(story.steps);
  const wordsOf = useStepWords(story, names);
  return (
    <>
      <ol className="story" aria-label={say("title")}>
        {story.steps.map((step, n) => {
          const { text, more, tone } = wordsOf(step);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are only added, and have no name of their own
            <li key={n} className={`story-${tone}`}>
              <time dateTime={step.at}>{timeText(Date.parse(step.at), now)}</time>
              <span className="story-what">
                {text}
                {more.length === 0 ? null : <small className="quiet">{more.join(" · ")}</small>}
              </span>
            </li>
          );
        })}
      </ol>
      {story.complete ? null : <p className="quiet">{say("incomplete")}</p>}
    </>
  );
}
