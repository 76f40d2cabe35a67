// The points of one reading as a small table: value with unit, quality and reason.
import { Table } from "antd";
import type { Entry, PointValue } from "#gateway/contract/entry.ts";
import { useTexts } from "../../i18n/texts.ts";
import { PointName } from "../../parts/point-name.tsx";
import { quantityText } from "../../words/quantity.ts";
import { wordTexts } from "../../words/texts.ts";
import { entriesTexts } from "./texts.ts";

interface Row extends PointValue {
  readonly point: string;
}

export function ReadingTable({ entry }: { readonly entry: Entry }) {
  const say = useTexts(entriesTexts);
  const word = useTexts(wordTexts);
  const points = (entry.body.points ?? {}) as Readonly<Record<string, PointValue>>;
  const rows: Row[] = Object.entries(points).map(([point, value]) => ({ ...value, point }));
  const shown = ({ value, unit }: Row) => (value === null ? "—" : quantityText(value, unit, word("yes"), word("no")));
  return (
    <Table<Row>
      size="small"
      rowKey="point"
      pagination={false}
      dataSource={rows}
      columns={[
        {
          title: say("points"),
          key: "point",
          render: (_, { point }) => (entry.device === null ? point : <PointName device={entry.device} point={point} />),
        },
        { title: say("value"), key: "value", render: (_, row) => shown(row) },
        {
          title: say("quality"),
          key: "quality",
          render: (_, { quality, reason }) =>
            reason === undefined ? word(quality) : `${word(quality)} · ${word(reason)}`,
        },
      ]}
    />
  );
}
