// A plain text field with line numbers; lines with a mistake are marked. Tab leaves it, as on the rest of the page.
import { useEffect, useRef } from "react";
import { useTexts } from "../../../i18n/texts.ts";
import { textTexts } from "./texts.ts";

interface Props {
  readonly value: string;
  readonly readOnly: boolean;
  readonly wrongLines: ReadonlySet<number>;
  /** The line to show, and a number that rises with each wish. */
  readonly shown: { readonly line: number; readonly wish: number } | null;
  change(value: string): void;
}

/** As in text.css. */
const LINE_PX = 20;

export function Editor({ value, readOnly, wrongLines, shown, change }: Props) {
  const say = useTexts(textTexts);
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLDivElement>(null);
  const lines = value.split("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: gone to when it is wished for, not with each letter typed
  useEffect(() => {
    const { current } = area;
    if (shown === null || current === null) return;
    const start = lines.slice(0, shown.line - 1).join("\n").length + (shown.line > 1 ? 1 : 0);
    current.focus();
    current.setSelectionRange(start, start + (lines[shown.line - 1]?.length ?? 0));
    current.scrollTop = Math.max(0, (shown.line - 4) * LINE_PX);
  }, [shown]);
  return (
    <div className={wrongLines.size === 0 ? "yaml-editor" : "yaml-editor yaml-has-problems"}>
      <div ref={numbers} className="yaml-numbers" aria-hidden>
        {lines.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line number is its own name
          <div key={index} className={wrongLines.has(index + 1) ? "yaml-wrong" : ""}>
            {index + 1}
          </div>
        ))}
      </div>
      <textarea
        ref={area}
        className="yaml-text"
        aria-label={say("editor")}
        value={value}
        readOnly={readOnly}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        onChange={(event) => change(event.target.value)}
        onScroll={(event) => {
          if (numbers.current !== null) numbers.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}
