// Campuses that vanished together, as one thing to look at: where, how many, since when, and which.
import { DisconnectOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import type { CampusView, FleetView } from "#gateway/contract/county.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Age } from "../../../parts/age.tsx";
import { countyTexts } from "../../texts.ts";

export function Outages({ fleet }: { readonly fleet: FleetView }) {
  const say = useTexts(countyTexts);
  if (fleet.outages.length === 0) return null;
  const lines = fleet.outages.map(({ since, campuses }) => {
    const members = fleet.campuses.filter(({ id }) => campuses.includes(id));
    return (
      <details key={since} className="outage">
        <summary>
          <DisconnectOutlined aria-hidden />{" "}
          <strong>{say("outage", { where: townOf(members) ?? say("several"), n: campuses.length })}</strong>{" "}
          <Age at={since} ageOnly />
        </summary>
        <p className="quiet">{say("outageHint")}</p>
        <ul>
          {members.map(({ id, name }) => (
            <li key={id}>
              <Link to={`/campuses/${id}`}>{name}</Link>
            </li>
          ))}
        </ul>
      </details>
    );
  });
  return <div role="alert">{lines}</div>;
}

/** The town that all of them lie in. */
function townOf(members: readonly CampusView[]): string | null {
  const towns = new Set(members.map(({ townName }) => townName));
  const [only] = towns;
  return towns.size === 1 ? (only ?? null) : null;
}
