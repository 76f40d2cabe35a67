// The newest values of a device, each with unit, age and trust; a name leads to the course of its value.
import { Button, Empty, Input } from "antd";
import { useState } from "react";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import { useProfileMap } from "../../api/campus.ts";
import type { Device } from "../../api/types.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { useDeviceLatest } from "../../live/hooks.ts";
import { Quantity } from "../../parts/quantity.tsx";
import { Section } from "../../parts/section.tsx";
import { booleanWords } from "../../words/boolean-words.ts";
import { pointName } from "../../words/points.ts";
import { quantityText } from "../../words/quantity.ts";
import { wordTexts } from "../../words/texts.ts";
import { ageText } from "../../words/time.ts";
import { useChosenPoints } from "./chosen.ts";
import { deviceTexts } from "./texts.ts";

/** So many are shown at first; more can be searched and opened. */
const MANY = 12;

export function Values({ device }: { readonly device: Device }) {
  const say = useTexts(deviceTexts);
  const language = useLanguage();
  const profile = useProfileMap().get(device.profile);
  const points = useDeviceLatest(device.id);
  const [wanted, setWanted] = useState("");
  const [all, setAll] = useState(false);
  const named = points.map((point) => ({ point, name: pointName(point.point, device, profile, language) }));
  const found = named.filter(({ point, name }) =>
    `${name} ${point.point}`.toLowerCase().includes(wanted.trim().toLowerCase()),
  );
  const shown = all || wanted !== "" ? found : found.slice(0, MANY);
  const search =
    points.length <= MANY ? null : (
      <Input
        allowClear
        size="small"
        value={wanted}
        placeholder={say("find")}
        aria-label={say("find")}
        onChange={({ target }) => setWanted(target.value)}
      />
    );
  return (
    <Section title={say("values")} acts={search}>
      {points.length === 0 ? (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={
            <>
              <div>{say("noValues")}</div>
              {device.polling === null ? <div className="quiet">{say("noValuesPush")}</div> : null}
            </>
          }
        />
      ) : (
        <ul className="tiles">
          {shown.map(({ point, name }) => (
            <Tile key={point.point} point={point} name={name} />
          ))}
        </ul>
      )}
      {shown.length < found.length ? (
        <Button type="link" onClick={() => setAll(true)}>
          {say("all", { n: found.length })}
        </Button>
      ) : null}
    </Section>
  );
}

function Tile({ point, name }: { readonly point: LatestPoint; readonly name: string }) {
  const say = useTexts(deviceTexts);
  const { chosen, choose } = useChosenPoints();
  const hasCourse = typeof (point.value ?? point.lastGood?.value ?? 0) !== "string";
  return (
    <li className="tile">
      {hasCourse ? (
        <button
          type="button"
          className="tile-name"
          title={say("showTrend", { name })}
          aria-pressed={chosen.includes(point.point)}
          onClick={() => choose(point.point)}
        >
          {name}
        </button>
      ) : (
        <span className="tile-name">{name}</span>
      )}
      <Quantity point={point} strong />
      {point.quality === "bad" ? <Before point={point} /> : null}
    </li>
  );
}

/** The last good value, said to be old: never dressed as the present one. */
function Before({ point: { point, unit, lastGood } }: { readonly point: LatestPoint }) {
  const say = useTexts(deviceTexts);
  const word = useTexts(wordTexts);
  const language = useLanguage();
  const now = useNow();
  if (lastGood === null) return null;
  const [yes, no] = booleanWords(point, language) ?? [word("yes"), word("no")];
  return (
    <span className="tile-before">
      {say("lastGood")} {quantityText(lastGood.value, unit, yes, no)} ·{" "}
      {ageText(now - Date.parse(lastGood.measuredAt), word)}
    </span>
  );
}
