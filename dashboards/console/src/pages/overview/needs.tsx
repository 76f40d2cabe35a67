// What needs a person now, worst first, and the quiet sentence about all the rest.
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { grouped } from "../../campus/attention.ts";
import { MatterRow, matterKey } from "../../campus/matter-row.tsx";
import { useLossCount } from "../../campus/recent.ts";
import { SeverityMark } from "../../campus/severity.tsx";
import { campusTexts } from "../../campus/texts.ts";
import type { Campus } from "../../campus/use-campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { overviewTexts } from "./texts.ts";

const SHOWN_AT_FIRST = 8;
/** Beyond this the list of devices, which scrolls lightly, is the better place. */
const SHOWN_AT_MOST = 100;

export function Needs({ campus }: { readonly campus: Campus }) {
  const say = useTexts(overviewTexts);
  const [all, setAll] = useState(false);
  const losses = useLossCount();
  const matters = grouped(campus.matters);
  const lost = losses !== null && losses.count > 0 ? losses : null;
  const count = campus.matters.length + (lost === null ? 0 : 1);
  if (campus.devices.length === 0 && count === 0) return null;
  return (
    <section className="panel" aria-label={say("needs")}>
      <h2>{count === 0 ? say("needs") : say("needsCount", { n: count })}</h2>
      <ul className="matters">
        {matters.slice(0, all ? SHOWN_AT_MOST : SHOWN_AT_FIRST).map((matter) => (
          <MatterRow key={matterKey(matter)} matter={matter} />
        ))}
        {lost === null ? null : <Losses {...lost} />}
      </ul>
      {matters.length > SHOWN_AT_FIRST ? (
        <div className="panel-body">
          {matters.length > SHOWN_AT_MOST && all ? (
            <Link to="/devices">{say("showAll", { n: matters.length })}</Link>
          ) : (
            <Button type="link" onClick={() => setAll(!all)}>
              {all ? say("showFewer") : say("showAll", { n: matters.length })}
            </Button>
          )}
        </div>
      ) : null}
      <Rest campus={campus} quiet={count === 0} />
    </section>
  );
}

function Losses({ count, atLeast }: { readonly count: number; readonly atLeast: boolean }) {
  const say = useTexts(campusTexts);
  return (
    <li className="matter matter-low">
      <SeverityMark severity="low" />
      <div className="matter-text">
        {say(atLeast ? "lossesAtLeast" : "losses", { n: count })} <Link to="/losses">{say("lossesLook")}</Link>
      </div>
    </li>
  );
}

/** How many devices are as they should be. */
function Rest({ campus, quiet }: { readonly campus: Campus; readonly quiet: boolean }) {
  const say = useTexts(overviewTexts);
  const wrong = new Set(campus.deviceMatters.map(({ device }) => device.id));
  const disabled = campus.devices.filter(({ enabled }) => !enabled).length;
  const fine = campus.devices.length - disabled - wrong.size;
  if (!quiet && fine === 0 && disabled === 0) return null;
  return (
    <p className="panel-quiet needs-rest">
      {quiet ? say("nothingWrong") : null}{" "}
      {fine > 0 ? say(wrong.size === 0 ? "allFine" : "othersFine", { n: fine }) : null}{" "}
      {disabled > 0 ? say("disabledToo", { n: disabled }) : null}
    </p>
  );
}
