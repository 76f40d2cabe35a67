// Says so when the event stream is broken, from when on nothing on screen is known to be true; and when the page was not told of everything.
import { Button } from "antd";
import { useTexts } from "../i18n/texts.ts";
import { useAtNow } from "../live/clock.ts";
import { useLine, useMissed } from "../live/hooks.ts";
import { setMissed } from "../live/missed.ts";
import { partTexts } from "../parts/texts.ts";
import { wordTexts } from "../words/texts.ts";
import { ageText } from "../words/time.ts";
import { frameTexts } from "./texts.ts";

export function LineBar() {
  const line = useLine();
  return (
    <>
      {line.state === "broken" ? <Broken since={line.since} stopping={line.stopping === true} /> : null}
      <MissedBar />
    </>
  );
}

function Broken({ since, stopping }: { readonly since: number; readonly stopping: boolean }) {
  const say = useTexts(frameTexts);
  const word = useTexts(wordTexts);
  // The age of the break is counted by this computer: the gateway is not there to tell.
  const age = useAtNow(() => ageText(Date.now() - since, word));
  return (
    <div className="line-broken" role="alert">
      {say(stopping ? "lineStopping" : "lineBroken", { age })}
    </div>
  );
}

/** Stays until somebody has read it. */
function MissedBar() {
  const say = useTexts(frameTexts);
  const part = useTexts(partTexts);
  const missed = useMissed();
  if (missed === null) return null;
  return (
    <div className="line-missed" role="status">
      {say(`missed-${missed}`)}{" "}
      <Button size="small" onClick={() => setMissed(null)}>
        {part("understood")}
      </Button>
    </div>
  );
}
