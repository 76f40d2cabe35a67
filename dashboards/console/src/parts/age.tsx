// A time with its age beside it; the whole time in ISO is seen on hovering and copied with a click. It stands in every row of every
// list, so it is made of plain elements and drawn again only when its words change.
import { CopyOutlined } from "@ant-design/icons";
import { useTexts } from "../i18n/texts.ts";
import { useAtNow } from "../live/clock.ts";
import { wordTexts } from "../words/texts.ts";
import { ageText, timeText } from "../words/time.ts";
import { useCopy } from "./copy-link.tsx";

interface Props {
  readonly at: string;
  /** Leaves the time to the tooltip. */
  readonly ageOnly?: boolean;
  /** For a time to come, which has no age. */
  readonly timeOnly?: boolean;
}

/** `MM-DD HH:mm:ss · 3 分钟前`. */
export function Age({ at, ageOnly = false, timeOnly = false }: Props) {
  if (ageOnly)
    return (
      <span className="age" title={at}>
        <AgeWords at={at} />
      </span>
    );
  return (
    <span className="age" title={at}>
      <TimeWords at={at} />{" "}
      {timeOnly ? null : (
        <small className="quiet">
          · <AgeWords at={at} />
        </small>
      )}
      <CopyTime at={at} />
    </span>
  );
}

/** `3 分钟前`. */
function AgeWords({ at }: { readonly at: string }) {
  const say = useTexts(wordTexts);
  return useAtNow((now) => ageText(now - Date.parse(at), say));
}

function TimeWords({ at }: { readonly at: string }) {
  return useAtNow((now) => timeText(Date.parse(at), now));
}

function CopyTime({ at }: { readonly at: string }) {
  const say = useTexts(wordTexts);
  const copy = useCopy();
  return (
    <button
      type="button"
      className="copy-time"
      aria-label={say("copyTime")}
      tabIndex={-1}
      onClick={() => void copy(at)}
    >
      <CopyOutlined aria-hidden />
    </button>
  );
}
