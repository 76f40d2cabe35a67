// Three hundred campuses at one glance: a tile each with name, score and sign, the worst first.
import type { CampusView } from "#gateway/contract/county.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { standingOf } from "../../fleet.ts";
import { SIGNS } from "../../standing.tsx";
import { countyTexts } from "../../texts.ts";
import { campusesTexts } from "./texts.ts";

export function Grid({ campuses, open }: { readonly campuses: readonly CampusView[]; open(campus: CampusView): void }) {
  const say = useTexts(countyTexts);
  const title = useTexts(campusesTexts)("title");
  return (
    <ul className="campus-grid" aria-label={title}>
      {campuses.map((campus) => {
        const standing = standingOf(campus);
        const score = campus.score ?? say("scoreUnknown");
        return (
          <li key={campus.id}>
            <button
              type="button"
              className={`campus-tile tile-${standing}`}
              title={`${campus.name} · ${say(standing)} · ${score}`}
              onClick={() => open(campus)}
            >
              <span className="campus-tile-name">{campus.name}</span>
              <span className={`standing standing-${standing}`}>
                {SIGNS[standing]} <span className="campus-tile-word">{say(standing)}</span>
              </span>
              <strong>{campus.score ?? "—"}</strong>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
