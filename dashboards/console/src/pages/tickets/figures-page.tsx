// A month of repairs: how many, how fast, by class and contractor, and which part of the equipment was healthy.
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Empty, Flex, Input, Statistic, Table } from "antd";
import { Link, useSearchParams } from "react-router";
import type { MonthlyTickets, TicketFigures } from "#gateway/contract/tickets.ts";
import { useGet } from "../../api/queries.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { Section } from "../../parts/section.tsx";
import { spanText } from "../../words/span.ts";
import { stampText } from "../../words/time.ts";
import { saveAnswer } from "../assets/save-table.ts";
import { useClassWord } from "../assets/words.ts";
import { ticketTexts } from "./texts.ts";
import "./tickets.css";

export default function FiguresPage() {
  const say = useTexts(ticketTexts);
  const [params, setParams] = useSearchParams();
  const month = params.get("month") ?? stampText(gatewayNow()).slice(0, 7);
  const query = useGet<MonthlyTickets>(`/tickets/figures?month=${encodeURIComponent(month)}`);
  return (
    <Page
      title={say("figures")}
      lead={<Link to="/repair">{say("toList")}</Link>}
      acts={
        <>
          <Input
            type="month"
            aria-label={say("month")}
            className="figures-month no-print"
            value={month}
            onChange={({ target }) => {
              if (target.value !== "") setParams({ month: target.value }, { replace: true });
            }}
          />
          <Button
            icon={<DownloadOutlined />}
            className="no-print"
            onClick={() => void saveAnswer(`/tickets/table?month=${encodeURIComponent(month)}`, `repairs-${month}.csv`)}
          >
            {say("table")}
          </Button>
          <Button className="no-print" onClick={() => print()}>
            {say("print")}
          </Button>
        </>
      }
    >
      <Loaded query={query}>{(figures) => <Figures figures={figures} />}</Loaded>
    </Page>
  );
}

function Figures({ figures }: { readonly figures: MonthlyTickets }) {
  const say = useTexts(ticketTexts);
  const span = useSpan();
  const classWord = useClassWord();
  const { all, assets, healthy } = figures;
  return (
    <Flex vertical gap="large">
      <Flex gap="large" wrap>
        <Statistic title={say("count")} value={all.opened} />
        <Statistic title={say("done")} value={all.done} />
        <Statistic title={say("open")} value={all.open} />
        <Statistic title={say("meanAccept")} value={span(all.meanAcceptMs)} />
        <Statistic title={say("meanRepair")} value={span(all.meanRepairMs)} />
        <div title={say("healthyWhy")}>
          <Statistic title={say("healthyRate")} value={rate(healthy, assets)} />
          <small className="quiet">{say("healthyOf", { healthy, assets })}</small>
        </div>
      </Flex>
      {figures.byClass.length === 0 ? <Empty description={say("noneInMonth")} /> : null}
      <Section title={say("byClass")}>
        <FigureTable
          name={say("class")}
          rows={figures.byClass.map((row) => ({
            ...row,
            key: row.class,
            name: classWord(row.class),
            rate: rate(row.healthy, row.assets),
          }))}
        />
      </Section>
      <Section title={say("byContractor")}>
        <FigureTable
          name={say("contractor")}
          rows={figures.byContractor.map((row) => ({
            ...row,
            key: row.contractor ?? "",
            name: row.contractor ?? say("own"),
          }))}
        />
      </Section>
    </Flex>
  );
}

interface Row extends TicketFigures {
  readonly key: string;
  readonly name: string;
  readonly rate?: string;
}

function FigureTable({ name, rows }: { readonly name: string; readonly rows: readonly Row[] }) {
  const say = useTexts(ticketTexts);
  const span = useSpan();
  const rated = rows.some((row) => row.rate !== undefined);
  return (
    <div className="figures-table">
      <Table<Row>
        size="small"
        rowKey="key"
        aria-label={name}
        pagination={false}
        dataSource={[...rows]}
        columns={[
          { title: name, dataIndex: "name" },
          { title: say("count"), dataIndex: "opened", align: "right" },
          { title: say("done"), dataIndex: "done", align: "right" },
          { title: say("open"), dataIndex: "open", align: "right" },
          { title: say("meanAccept"), key: "accept", align: "right", render: (_, row) => span(row.meanAcceptMs) },
          { title: say("meanRepair"), key: "repair", align: "right", render: (_, row) => span(row.meanRepairMs) },
          ...(rated ? [{ title: say("healthyRate"), dataIndex: "rate", align: "right" as const }] : []),
        ]}
      />
    </div>
  );
}

function useSpan(): (ms: number | null) => string {
  const language = useLanguage();
  return (ms) => (ms === null ? "—" : spanText(ms, language));
}

function rate(healthy: number, assets: number): string {
  return assets === 0 ? "—" : `${((healthy / assets) * 100).toFixed(1)} %`;
}
