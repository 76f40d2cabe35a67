// What needs a person, in letters for five metres; never hidden by the turns of the places.
import { type Group, grouped, type Matter, worstOf } from "../../campus/attention.ts";
import { matterKey } from "../../campus/matter-row.tsx";
import { SeverityMark } from "../../campus/severity.tsx";
import { campusTexts } from "../../campus/texts.ts";
import type { Campus } from "../../campus/use-campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { ConditionWord } from "../../parts/device-state.tsx";
import { wallTexts } from "./texts.ts";

/** So many fit on a screen of 1080 lines; the rest is counted. */
const SHOWN = 6;

export function WallNeeds({ campus }: { readonly campus: Campus }) {
  const say = useTexts(wallTexts);
  const lines = grouped(campus.matters);
  const worst = worstOf(campus.matters);
  return (
    <section className={`wall-needs wall-${worst ?? "fine"}`} role="status">
      <h1>{worst === null ? say("fine") : say("needs", { n: campus.matters.length })}</h1>
      {worst === null ? <p className="wall-quiet">{say("devices", { n: campus.devices.length })}</p> : null}
      <ul>
        {lines.slice(0, SHOWN).map((matter) => (
          <li key={matterKey(matter)} className={`wall-matter matter-${matter.severity}`}>
            <SeverityMark severity={matter.severity} /> <Line matter={matter} />
          </li>
        ))}
      </ul>
      {lines.length > SHOWN ? <p className="wall-quiet">{say("more", { n: lines.length - SHOWN })}</p> : null}
    </section>
  );
}

function Line({ matter }: { readonly matter: Matter | Group }) {
  const say = useTexts(campusTexts);
  if (matter.about === "gateway") return <strong>{say(matter.what)}</strong>;
  const { place, what } = matter;
  return (
    <span className="wall-line">
      {place === null ? null : <span>{place.name}</span>}
      <strong>
        {matter.about === "group" ? say("devicesCount", { n: matter.members.length }) : matter.device.name}
      </strong>
      <ConditionWord condition={what} />
      {matter.about === "device" && matter.since !== null ? (
        <span className="wall-quiet">
          <Age at={matter.since} ageOnly />
        </span>
      ) : null}
    </span>
  );
}
