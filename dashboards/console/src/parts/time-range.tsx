// The one picker of a time range on a page: presets that move on with the clock, or two moments on the campus's clock.
import { DatePicker, Flex, Select } from "antd";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { useState } from "react";
import { useTexts } from "../i18n/texts.ts";
import { gatewayNow } from "../live/clock.ts";
import { rangeTexts } from "../words/kinds.ts";
import { fixedRange, momentOfWall, type Preset, type Range, wallText } from "../words/range.ts";

const WALL = "YYYY-MM-DDTHH:mm";
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
  const wall = "from" in shown ? ([dayjs(wallText(shown.from)), dayjs(wallText(shown.to))] as const) : null;
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
        <DatePicker.RangePicker
          className="time-range-own"
          showTime={{ format: "HH:mm" }}
          format="YYYY-MM-DD HH:mm"
          allowClear={false}
          value={wall === null ? null : [...wall]}
          placeholder={[say("from"), say("to")]}
          onChange={(picked) => {
            const [from, to] = picked ?? [];
            if (!from || !to || !from.isBefore(to)) return;
            setPicking(false);
            change({ from: momentOfWall(from.format(WALL)), to: momentOfWall(to.format(WALL)) });
          }}
        />
      ) : null}
    </Flex>
  );
}
