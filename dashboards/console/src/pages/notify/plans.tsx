// In which order people are told, as campus.yaml says.

import { Link } from "react-router";
import type { RoadView } from "#gateway/contract/notify.ts";
import { usePlaceMap } from "../../api/campus.ts";
import { SeverityMark } from "../../campus/severity.tsx";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Section } from "../../parts/section.tsx";
import { useCan } from "../../session/session.tsx";
import { durationText } from "../../words/duration.ts";
import { type PlanView, useNames, usePlans } from "./notify.ts";
import { notifyTexts } from "./texts.ts";

const AT_ONCE = /^0(ms|s|min|h|d)$/;

export function Plans({ roads }: { readonly roads: readonly RoadView[] }) {
  const say = useTexts(notifyTexts);
  const plans = usePlans();
  const mayChange = useCan("config.write");
  return (
    <Section title={say("plans")} acts={mayChange ? <Link to="/settings/text">{say("changePlans")}</Link> : null}>
      <p className="quiet">{say("planOrder")}</p>
      <Loaded query={plans} empty={(answer) => answer.plans.length === 0}>
        {({ plans: list, night }) => (
          <div className="notify-plans">
            {list.map((plan) => (
              <Plan key={plan.id} plan={plan} night={night} roads={roads} />
            ))}
          </div>
        )}
      </Loaded>
    </Section>
  );
}

interface Props {
  readonly plan: PlanView;
  readonly night: { readonly from: string; readonly to: string };
  readonly roads: readonly RoadView[];
}

function Plan({ plan: { severities, places, steps }, night, roads }: Props) {
  const say = useTexts(notifyTexts);
  const language = useLanguage();
  const { postName } = useNames();
  const known = usePlaceMap();
  const placeName = (id: string) => known.get(id)?.name ?? id;
  const roadNames = (ids: readonly string[]) =>
    ids.map((id) => roads.find((road) => road.id === id)?.name ?? id).join(" → ");
  return (
    <article className="panel notify-plan">
      <header>
        {severities.map((severity) => (
          <SeverityMark key={severity} severity={severity} />
        ))}{" "}
        <span>{places.length === 0 ? say("planAnywhere") : places.map(placeName).join("、")}</span>
      </header>
      <ol>
        {steps.map(({ after, to, by, nightBy }) => (
          <li key={`${after} ${to}`}>
            <span className="notify-after">
              {AT_ONCE.test(after) ? say("planAtOnce") : say("planStep", { after: durationText(after, language) })}
            </span>{" "}
            <strong>{to === "county" ? say("county") : postName(to)}</strong>{" "}
            <span className="quiet">
              {roadNames(by)}
              {nightBy.length === 0 ? "" : ` · ${say("planNight", { ...night, roads: roadNames(nightBy) })}`}
            </span>
          </li>
        ))}
      </ol>
    </article>
  );
}
