// Two texts side by side in one column: what went, what came, and a few lines around.
import { useTexts } from "../../../i18n/texts.ts";
import { diffLines } from "./lines.ts";
import { textTexts } from "./texts.ts";

const CLASSES = { " ": "", "+": "diff-new", "-": "diff-old" } as const;

export function DiffView({ before, after }: { readonly before: string; readonly after: string }) {
  const say = useTexts(textTexts);
  const lines = diffLines(before, after);
  if (lines.length === 0) return <span className="quiet">{say("unchanged")}</span>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by the keyboard
    <section className="diff" tabIndex={0} aria-label={say("reviewText")}>
      {lines.map((line, index) =>
        line === null ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew with each difference
          <div key={index} className="diff-gap">
            …
          </div>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew with each difference
          <div key={index} className={CLASSES[line.sign]}>
            <span className="diff-number">{line.number}</span>
            <span>{line.sign}</span>
            <span>{line.text}</span>
          </div>
        ),
      )}
    </section>
  );
}
