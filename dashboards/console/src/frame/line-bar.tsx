// Says so when the event stream is broken: from then on nothing on screen is known to be true.
import { useTexts } from "../i18n/texts.ts";
import { useNow } from "../live/clock.ts";
import { useLine } from "../live/hooks.ts";
import { wordTexts } from "../words/texts.ts";
import { ageText } from "../words/time.ts";
import { frameTexts } from "./texts.ts";

export function LineBar() {
  const say = useTexts(frameTexts);
  const word = useTexts(wordTexts);
  const line = useLine();
  useNow();
  if (line.state !== "broken") return null;
  return (
    <div className="line-broken" role="alert">
      {say("lineBroken", { age: ageText(Date.now() - line.since, word) })}
    </div>
  );
}
