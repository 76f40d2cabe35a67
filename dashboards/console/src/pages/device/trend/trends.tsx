// The courses of a device's values: which ones and over how long stands in the address.
import { Empty, Segmented, Select } from "antd";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import { useProfileMap } from "../../../api/campus.ts";
import type { Device } from "../../../api/types.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { useDeviceLatest } from "../../../live/hooks.ts";
import { Section } from "../../../parts/section.tsx";
import { pointName } from "../../../words/points.ts";
import { RANGES, useChosenPoints } from "./chosen.ts";
import { trendTexts } from "./texts.ts";
import { Trend } from "./trend.tsx";
import "./trend.css";

/** So many are shown until somebody chooses. */
const FIRST = 3;
const MOST = 12;

/** What kind of value it is, by the newest one; texts have no course. */
function typeOf({ value, lastGood }: LatestPoint): "number" | "boolean" | "text" | "unknown" {
  const known = value ?? lastGood?.value;
  if (known === undefined) return "unknown";
  return typeof known === "string" ? "text" : typeof known === "boolean" ? "boolean" : "number";
}

export function Trends({ device }: { readonly device: Device }) {
  const say = useTexts(trendTexts);
  const language = useLanguage();
  const profile = useProfileMap().get(device.profile);
  const points = useDeviceLatest(device.id);
  const { chosen, range, chooseAll, chooseRange } = useChosenPoints();
  const types = new Map(profile?.points.map(({ id, type }) => [id, type]));
  const courses = points
    .map((point) => ({ id: point.point, type: types.get(point.point) ?? typeOf(point) }))
    .filter(({ type }) => type !== "text");
  if (courses.length === 0) return null;
  const asked = chosen.length === 0 ? courses.slice(0, FIRST) : courses.filter(({ id }) => chosen.includes(id));
  const nameOf = (id: string) => pointName(id, device, profile, language);
  const acts = (
    <>
      <Select
        mode="multiple"
        maxCount={MOST}
        maxTagCount={1}
        maxTagPlaceholder={(rest) => `+${rest.length}`}
        size="small"
        className="trend-points"
        value={asked.map(({ id }) => id)}
        placeholder={say("points")}
        aria-label={say("points")}
        options={courses.map(({ id }) => ({ value: id, label: nameOf(id) }))}
        onChange={(ids: string[]) => chooseAll(ids)}
      />
      <Segmented
        size="small"
        aria-label={say("range")}
        value={range}
        options={RANGES.map((value) => ({ value, label: say(value) }))}
        onChange={chooseRange}
      />
    </>
  );
  return (
    <Section title={say("title")} acts={acts}>
      {asked.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("noPoints")} /> : null}
      {asked.map(({ id, type }) => (
        <Trend
          key={`${id} ${range}`}
          device={device}
          point={id}
          name={nameOf(id)}
          boolean={type === "boolean"}
          range={range}
        />
      ))}
    </Section>
  );
}
