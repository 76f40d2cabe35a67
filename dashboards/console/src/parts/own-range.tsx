// Two moments on the campus's clock, picked from calendars; apart, because calendars are large and seldom needed.
import { DatePicker } from "antd";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { useTexts } from "../i18n/texts.ts";
import { rangeTexts } from "../words/kinds.ts";
import { momentOfWall, wallText } from "../words/range.ts";

const WALL = "YYYY-MM-DDTHH:mm";

interface Props {
  /** Null: none is chosen yet. */
  readonly value: { readonly from: number; readonly to: number } | null;
  readonly size?: "small" | "middle";
  change(range: { readonly from: number; readonly to: number }): void;
}

export default function OwnRange({ value, size = "middle", change }: Props) {
  const say = useTexts(rangeTexts);
  return (
    <DatePicker.RangePicker
      className="time-range-own"
      size={size}
      showTime={{ format: "HH:mm" }}
      format="YYYY-MM-DD HH:mm"
      allowClear={false}
      value={value === null ? null : [dayjs(wallText(value.from)), dayjs(wallText(value.to))]}
      placeholder={[say("from"), say("to")]}
      onChange={(picked) => {
        const [from, to] = picked ?? [];
        if (!from || !to || !from.isBefore(to)) return;
        change({ from: momentOfWall(from.format(WALL)), to: momentOfWall(to.format(WALL)) });
      }}
    />
  );
}
