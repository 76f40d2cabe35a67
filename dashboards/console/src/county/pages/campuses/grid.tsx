// Three hundred campuses at one glance: a tile each with name, score and sign, the worst first.
import type { CSSProperties } from "react";
import type { CampusView } from "#gateway/contract/county.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { standingOf } from "../../fleet.ts";
import { SIGNS } from "../../standing.tsx";
import { countyTexts } from "../../texts.ts";
import { campusesTexts } from "./texts.ts";

interface Props {
  readonly campuses: readonly CampusView[];
  /** Fills the screen, for a wall that nobody touches. */
  readonly wall?: boolean;
  open(campus: CampusView): void;
}

/** On a wall a tile is about so many times wider than high. */
const TILE_RATIO = 1.6;

/** How many columns fill a screen best. */
function columnsOf(count: number): number {
  return Math.max(2, Math.ceil(Math.sqrt((count * window.innerWidth) / (window.innerHeight * TILE_RATIO))));
}

export function Grid({ campuses, wall = false, open }: Props) {
  const say = useTexts(countyTexts);
  const title = useTexts(campusesTexts)("title");
  return (
    <ul
      className={wall ? "campus-grid campus-wall" : "campus-grid"}
      aria-label={title}
      style={wall ? ({ "--columns": columnsOf(campuses.length) } as CSSProperties) : undefined}
    >
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
