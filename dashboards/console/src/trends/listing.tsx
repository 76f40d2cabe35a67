// Courses as a table, newest first: for whoever does not see the chart, or wants the figures.
import { Table, type TableProps } from "antd";
import { useMemo } from "react";
import { useTexts } from "../i18n/texts.ts";
import { stampText } from "../words/time.ts";
import { type Column, qualityWord, type Row, rowsOf } from "./table.ts";
import { trendTexts } from "./texts.ts";

const PER_PAGE = 20;

export function Listing({ columns }: { readonly columns: readonly Column[] }) {
  const say = useTexts(trendTexts);
  const words = useFileWords();
  const rows = useMemo(() => rowsOf(columns).reverse(), [columns]);
  const shown = columns.flatMap(({ key, head, stepped, text }): NonNullable<TableProps<Row>["columns"]> => {
    const figure = (value: number | null | undefined) => (value === null || value === undefined ? "—" : text(value));
    return [
      {
        key,
        title: stepped ? `${head} ${say("mean")}` : head,
        render: (_, row) => figure(row.moments.get(key)?.value),
      },
      ...(stepped
        ? [
            {
              key: `${key} min`,
              title: say("minimum"),
              render: (_: unknown, row: Row) => figure(row.moments.get(key)?.min),
            },
            {
              key: `${key} max`,
              title: say("maximum"),
              render: (_: unknown, row: Row) => figure(row.moments.get(key)?.max),
            },
          ]
        : []),
      { key: `${key} quality`, title: say("quality"), render: (_, row) => qualityWord(row.moments.get(key), words) },
    ];
  });
  return (
    <Table<Row>
      size="small"
      rowKey="atMs"
      dataSource={rows}
      pagination={{ pageSize: PER_PAGE, hideOnSinglePage: true, showSizeChanger: false, size: "small" }}
      scroll={{ x: "max-content" }}
      columns={[{ key: "at", title: say("time"), render: (_, { atMs }) => stampText(atMs) }, ...shown]}
    />
  );
}

/** The words that tables and files share. */
export function useFileWords() {
  const say = useTexts(trendTexts);
  return {
    time: say("time"),
    minimum: say("minimum"),
    maximum: say("maximum"),
    quality: say("quality"),
    good: say("good"),
    bad: say("bad"),
    someBad: say("someBad"),
  };
}
