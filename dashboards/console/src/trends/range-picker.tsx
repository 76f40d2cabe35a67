// The one picker of time of a page with courses: six lengths that end now, two moments of one's own, and steps closer, farther, back and on.
import { LeftOutlined, RightOutlined, ZoomInOutlined, ZoomOutOutlined } from "@ant-design/icons";
import { Button, Segmented, Skeleton, Space } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../i18n/texts.ts";
import { gatewayNow } from "../live/clock.ts";
import type { Range } from "../words/range.ts";
import { trendTexts } from "./texts.ts";
import { changed, TREND_PRESETS, type Window } from "./window.ts";

const OwnRange = lazy(() => import("../parts/own-range.tsx"));
const OWN = "own";

interface Props {
  readonly window: Window;
  look(range: Range): void;
}

export function RangePicker({ window, look }: Props) {
  const say = useTexts(trendTexts);
  const [picking, setPicking] = useState(false);
  const { range } = window;
  const own = picking || !("preset" in range);
  const step = (by: { factor?: number; move?: number }) => {
    setPicking(false);
    look(changed(window, by, gatewayNow()));
  };
  return (
    <div className="trend-range">
      <Segmented
        size="small"
        aria-label={say("range")}
        value={own ? OWN : range.preset}
        options={[...TREND_PRESETS, OWN].map((value) => ({
          value,
          label: say(value as (typeof TREND_PRESETS)[number]),
        }))}
        onChange={(value) => {
          const preset = TREND_PRESETS.find((each) => each === value);
          setPicking(preset === undefined);
          if (preset !== undefined) look({ preset });
        }}
      />
      {own ? (
        <Suspense fallback={<Skeleton.Input size="small" />}>
          <OwnRange
            size="small"
            value={{ from: window.fromMs, to: window.toMs }}
            change={(picked) => {
              setPicking(false);
              look(picked);
            }}
          />
        </Suspense>
      ) : null}
      <Space.Compact size="small">
        <Button
          size="small"
          icon={<LeftOutlined />}
          aria-label={say("earlier")}
          title={say("earlier")}
          onClick={() => step({ move: -0.5 })}
        />
        <Button
          size="small"
          icon={<ZoomInOutlined />}
          aria-label={say("closer")}
          title={say("closer")}
          onClick={() => step({ factor: 0.5 })}
        />
        <Button
          size="small"
          icon={<ZoomOutOutlined />}
          aria-label={say("farther")}
          title={say("farther")}
          onClick={() => step({ factor: 2 })}
        />
        <Button
          size="small"
          icon={<RightOutlined />}
          aria-label={say("later")}
          title={say("later")}
          disabled={window.moving}
          onClick={() => step({ move: 0.5 })}
        />
      </Space.Compact>
    </div>
  );
}
