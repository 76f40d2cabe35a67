// The way to the county: whether it answers, what waits for it, since when, and how long that will take.
import { useRef } from "react";
import type { CountyState, Status } from "../../api/types.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { countyLinkTexts } from "./county-texts.ts";
import { drainingOf, type Sample, waitingBytes, withSample } from "./draining.ts";
import { bytesText, durationParts } from "./figures.ts";
import { aboutTexts } from "./texts.ts";
import { Wrong } from "./wrong.tsx";

const LANES = ["alarm", "event", "state", "summary"] as const;

export function CountyFacts({ status: { county, now } }: { readonly status: Status }) {
  const say = useTexts(countyLinkTexts);
  return county === null || county === undefined ? null : (
    <section className="panel" aria-label={say("title")}>
      <h2>{say("title")}</h2>
      <dl className="facts panel-body">
        <dt>{say("link")}</dt>
        <dd>
          {county.state === "answered" ? say("answered") : <Wrong>{say(county.state)}</Wrong>}
          {county.trouble === null ? null : <code className="matter-detail">{county.trouble}</code>}
        </dd>
        <Waiting county={county} at={now} />
      </dl>
    </section>
  );
}

function Waiting({ county, at }: { readonly county: CountyState; readonly at: string }) {
  const say = useTexts(countyLinkTexts);
  const { lanes, figuresBehind } = county;
  const waiting = LANES.filter((lane) => lanes[lane].frames > 0);
  const oldest = waiting.flatMap((lane) => lanes[lane].oldest ?? []).sort()[0];
  return (
    <>
      <dt>{say("waiting")}</dt>
      <dd>
        {waiting.length === 0 && figuresBehind === 0 ? say("nothing") : null}
        {waiting.map((lane) => (
          <div key={lane}>{say(`${lane}Waits`, { n: lanes[lane].frames, size: bytesText(lanes[lane].bytes) })}</div>
        ))}
        {figuresBehind === 0 ? null : <div>{say("figures", { n: figuresBehind.toLocaleString("en") })}</div>}
      </dd>
      {oldest === undefined ? null : (
        <>
          <dt>{say("oldest")}</dt>
          <dd>
            <Age at={oldest} />
          </dd>
        </>
      )}
      <Rest county={county} at={at} />
    </>
  );
}

function Rest({ county, at }: { readonly county: CountyState; readonly at: string }) {
  const say = useTexts(countyLinkTexts);
  const about = useTexts(aboutTexts);
  const samples = useRef<readonly Sample[]>([]);
  samples.current = withSample(samples.current, { atMs: Date.parse(at), waiting: waitingBytes(county) });
  const draining = drainingOf(samples.current);
  if (draining.kind === "done") return null;
  const span = draining.kind === "falls" ? durationParts(draining.restMs / 1000 + 59) : null;
  return (
    <>
      <dt>{say("rest")}</dt>
      <dd>
        {county.state !== "answered" || draining.kind === "unknown"
          ? say("restUnknown")
          : span === null
            ? say("grows")
            : say("about", { span: about(span.key, span.values) })}
      </dd>
    </>
  );
}
