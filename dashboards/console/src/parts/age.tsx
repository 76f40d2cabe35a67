// A time with its age beside it; the whole time in ISO is copied with a click.
import { Tooltip, Typography } from "antd";
import { useTexts } from "../i18n/texts.ts";
import { useNow } from "../live/clock.ts";
import { wordTexts } from "../words/texts.ts";
import { ageText, timeText } from "../words/time.ts";

interface Props {
  readonly at: string;
  /** Leaves the time to the tooltip. */
  readonly ageOnly?: boolean;
  /** For a time to come, which has no age. */
  readonly timeOnly?: boolean;
}

/** `MM-DD HH:mm:ss · 3 分钟前`. */
export function Age({ at, ageOnly = false, timeOnly = false }: Props) {
  const say = useTexts(wordTexts);
  const now = useNow();
  const ms = Date.parse(at);
  const age = ageText(now - ms, say);
  const time = timeText(ms, now);
  return (
    <Tooltip title={at}>
      <span className="age">
        {ageOnly ? age : time} {ageOnly || timeOnly ? null : <small className="quiet">· {age}</small>}
        {ageOnly ? null : (
          <Typography.Text
            copyable={{ text: at, tooltips: [say("copyTime"), at], tabIndex: -1 }}
            className="copy-time"
          />
        )}
      </span>
    </Tooltip>
  );
}
