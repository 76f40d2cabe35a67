// The course of a value as a table, newest first: for whoever does not see the chart, or wants the figures.
import { Table } from "antd";
import { useTexts } from "../../../i18n/texts.ts";
import { useNow } from "../../../live/clock.ts";
import { timeText } from "../../../words/time.ts";
import type { Moment } from "./course.ts";
import { trendTexts } from "./texts.ts";

interface Props {
  readonly moments: readonly Moment[];
  readonly stepped: boolean;
  readonly text: (value: number) => string;
}

const PER_PAGE = 20;

export function CourseTable({ moments, stepped, text }: Props) {
  const say = useTexts(trendTexts);
  const now = useNow();
  const shown = (value: number | null) => (value === null ? "—" : text(value));
  const figures = stepped
    ? [
        { key: "min", title: say("minimum"), render: (_: unknown, { min }: Moment) => shown(min) },
        { key: "max", title: say("maximum"), render: (_: unknown, { max }: Moment) => shown(max) },
      ]
    : [];
  const quality = ({ bad, value }: Moment) => (bad ? say(value === null ? "bad" : "someBad") : say("good"));
  return (
    <Table<Moment>
      size="small"
      rowKey="atMs"
      dataSource={[...moments].reverse()}
      pagination={{ pageSize: PER_PAGE, hideOnSinglePage: true, showSizeChanger: false, size: "small" }}
      scroll={{ x: "max-content" }}
      columns={[
        { key: "at", title: say("time"), render: (_, { atMs }) => timeText(atMs, now) },
        { key: "value", title: say(stepped ? "mean" : "value"), render: (_, { value }) => shown(value) },
        ...figures,
        { key: "quality", title: say("quality"), render: (_, moment) => quality(moment) },
      ]}
    />
  );
}
