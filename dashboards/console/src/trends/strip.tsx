// The course of something that is on or off, as a strip of its states over time.
import type { Stretch } from "./course.ts";

interface Props {
  readonly stretches: readonly Stretch[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly words: Readonly<Record<Stretch["state"], string>>;
  readonly summary: string;
  readonly timeText: (ms: number) => string;
}

export function Strip({ stretches, fromMs, toMs, words, summary, timeText }: Props) {
  const share = (ms: number) => `${(100 * Math.min(Math.max(ms, 0), toMs - fromMs)) / (toMs - fromMs)}%`;
  const seen = [...new Set(stretches.map(({ state }) => state))];
  return (
    <>
      <div className="strip" role="img" aria-label={summary}>
        {stretches.map(({ fromMs: begin, toMs: end, state }) => (
          <i
            key={begin}
            className={`strip-${state}`}
            title={`${words[state]} ${timeText(begin)} – ${timeText(end)}`}
            style={{ left: share(begin - fromMs), width: share(end - Math.max(begin, fromMs)) }}
          />
        ))}
      </div>
      <div className="strip-legend">
        <span>{timeText(fromMs).slice(0, 5)}</span>
        {seen.map((state) => (
          <span key={state}>
            <i className={`strip-key strip-${state}`} /> {words[state]}
          </span>
        ))}
        <span>{timeText(toMs).slice(0, 5)}</span>
      </div>
    </>
  );
}
