// The one picker of a time range on a page: presets that move on with the clock, or two moments on the campus's clock.
import { Flex, Select, Skeleton } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../i18n/texts.ts";
import { gatewayNow } from "../live/clock.ts";
import { rangeTexts } from "../words/kinds.ts";
import { fixedRange, type Preset, type Range } from "../words/range.ts";

const OwnRange = lazy(() => import("./own-range.tsx"));
const OWN = "own";

interface Props {
  readonly range: Range;
  readonly presets: readonly Preset[];
  change(range: Range): void;
}

export function TimeRange({ range, presets, change }: Props) {
  const say = useTexts(rangeTexts);
  const [picking, setPicking] = useState(false);
  const own = picking || !("preset" in range);
  const choose = (chosen: Preset | typeof OWN) => {
    setPicking(chosen === OWN);
    if (chosen !== OWN) change({ preset: chosen });
  };
  const shown = fixedRange(range, gatewayNow());
  return (
    <Flex gap="small" wrap>
      <Select<Preset | typeof OWN>
        aria-label={say("range")}
        className="time-range-preset"
        value={own ? OWN : range.preset}
        options={[...presets, OWN].map((value) => ({ value, label: say(value as Preset | typeof OWN) }))}
        onChange={choose}
      />
      {own ? (
        <Suspense fallback={<Skeleton.Input />}>
          <OwnRange
            value={"from" in shown ? shown : null}
            change={(picked) => {
              setPicking(false);
              change(picked);
            }}
          />
        </Suspense>
      ) : null}
    </Flex>
  );
}
