// The courses of a device's values: which ones and over how long stands in the address.
import { Empty, Select } from "antd";
import type { Device } from "../../api/types.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Section } from "../../parts/section.tsx";
import { useCoursePoints } from "../../trends/described.ts";
import { TrendPanel } from "../../trends/panel.tsx";
import { RangePicker } from "../../trends/range-picker.tsx";
import { trendTexts } from "../../trends/texts.ts";
import { useWindow } from "../../trends/window.ts";
import { useChosenPoints } from "./chosen.ts";

/** So many are shown until somebody chooses. */
const FIRST = 3;
const MOST = 12;

export function Trends({ device }: { readonly device: Device }) {
  const say = useTexts(trendTexts);
  const courses = useCoursePoints(device);
  const { chosen, chooseAll } = useChosenPoints();
  const { window, look } = useWindow();
  if (courses.length === 0) return null;
  const asked =
    chosen.length === 0 ? courses.slice(0, FIRST) : courses.filter(({ series }) => chosen.includes(series.point));
  return (
    <Section
      title={say("title")}
      acts={
        <>
          <Select
            mode="multiple"
            maxCount={MOST}
            maxTagCount={1}
            maxTagPlaceholder={(rest) => `+${rest.length}`}
            size="small"
            className="trend-points"
            value={asked.map(({ series }) => series.point)}
            placeholder={say("points")}
            aria-label={say("points")}
            options={courses.map(({ series, name }) => ({ value: series.point, label: name }))}
            onChange={chooseAll}
          />
          <RangePicker window={window} look={look} />
        </>
      }
    >
      {asked.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("noPoints")} /> : null}
      {asked.map((one) => (
        <TrendPanel key={one.series.point} described={[one]} window={window} look={look} />
      ))}
    </Section>
  );
}
