// Who did what and when, newest first; and whether every line is still as it was written.
import { CheckCircleOutlined, WarningOutlined } from "@ant-design/icons";
import { Alert, Button, Empty, Flex, Grid, Select, Skeleton, Table, Typography } from "antd";
import { useEffect } from "react";
import { useSearchParams } from "react-router";
import { useDeviceMap, usePlaceMap } from "../../api/campus.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { Age } from "../../parts/age.tsx";
import { ProblemPanel } from "../../parts/problem.tsx";
import { permissionTexts, permissionWord } from "../../words/permissions.ts";
import { useWords, wordOr } from "../../words/speech.ts";
import { clockText, timeText } from "../../words/time.ts";
import { useRoles } from "../people/roles.ts";
import { type AuditLine, useAuditBack, useAuditCheck } from "./audit-read.ts";
import { auditDetailTexts, auditTexts } from "./audit-texts.ts";
import { detailWords } from "./audit-words.ts";
import "./records.css";

/** With a filter, earlier lines are read by themselves until so many match, or so many pages were read. */
const ENOUGH_ROWS = 30;
const MOST_PAGES = 25;

export default function Audit() {
  const say = useTexts(auditTexts);
  const words = useWords();
  const [params, setParams] = useSearchParams();
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useAuditBack();
  const pages = data?.pages ?? [];
  const lines = pages.flatMap((page) => page.lines);
  const account = params.get("account");
  const type = params.get("type");
  const found = lines.filter(
    (line) => (account === null || line.account === account) && (type === null || line.type === type),
  );
  const filtered = account !== null || type !== null;
  const searching = filtered && found.length < ENOUGH_ROWS && hasNextPage && pages.length < MOST_PAGES;
  useEffect(() => {
    if (searching && !isFetching && error === null) void fetchNextPage();
  }, [searching, isFetching, error, fetchNextPage]);

  const choose = (key: "account" | "type", value: string | undefined) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === undefined) next.delete(key);
        else next.set(key, value);
        return next;
      },
      { replace: true },
    );
  const options = (values: (string | null)[], chosen: string | null) =>
    [...new Set([...values, chosen])].filter((value) => value !== null).sort();
  return (
    <section aria-label={say("title")}>
      <Typography.Title level={2} className="records-title">
        {say("title")}
      </Typography.Title>
      <Typography.Paragraph type="secondary">{say("lead")}</Typography.Paragraph>
      <Flex vertical gap="middle">
        <Verdict />
        <Flex gap="small" wrap>
          <Select
            className="records-choice"
            aria-label={say("account")}
            placeholder={say("accountAll")}
            allowClear
            showSearch
            value={account}
            options={options(
              lines.map((line) => line.account),
              account,
            ).map((value) => ({ value, label: value }))}
            onChange={(value) => choose("account", value ?? undefined)}
          />
          <Select
            className="records-choice"
            aria-label={say("type")}
            placeholder={say("typeAll")}
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            value={type}
            options={options(
              lines.map((line) => line.type),
              type,
            ).map((value) => ({ value, label: words.type(value) }))}
            onChange={(value) => choose("type", value ?? undefined)}
          />
        </Flex>
        {error === null ? null : <ProblemPanel problem={error} retry={() => void refetch()} />}
        {data === undefined ? error === null ? <Skeleton active title={false} /> : null : <Lines lines={found} />}
        <Flex justify="center">
          {hasNextPage ? (
            <Button loading={isFetching} onClick={() => void fetchNextPage()}>
              {say("older")}
            </Button>
          ) : data === undefined ? null : (
            <span className="quiet">{say("start")}</span>
          )}
        </Flex>
      </Flex>
    </section>
  );
}

function Lines({ lines }: { readonly lines: readonly AuditLine[] }) {
  const say = useTexts(auditTexts);
  const words = useWords();
  const language = useLanguage();
  const wide = Grid.useBreakpoint().md === true;
  const roles = useRoles().data?.roles ?? [];
  const role = (id: string) => roles.find((each) => each.id === id)?.label[language] ?? id;
  const right = useTexts(permissionTexts);
  const places = usePlaceMap();
  const devices = useDeviceMap();
  const names = {
    role,
    place: (id: string) => places.get(id)?.name ?? id,
    device: (id: string) => devices.get(id)?.name ?? id,
    permission: (id: string) => permissionWord(id, right),
    time: (ms: number) => timeText(ms, gatewayNow()),
    known: (key: string) => wordOr(auditDetailTexts, language, key),
  };
  const who = ({ account }: AuditLine) => account ?? say("gateway");
  const from = ({ remote }: AuditLine) => (remote === "local" ? say("local") : (remote ?? ""));
  const detail = (line: AuditLine) => <span className="records-text">{detailWords(line, { say, ...names })}</span>;
  return (
    <Table<AuditLine>
      size="small"
      rowKey="n"
      virtual={lines.length > 100}
      {...(lines.length > 100 ? { scroll: { y: 640, x: wide ? 900 : 340 } } : {})}
      aria-label={say("list")}
      dataSource={[...lines]}
      pagination={false}
      locale={{ emptyText: <Empty description={say("none")} /> }}
      columns={
        wide
          ? [
              { title: say("time"), key: "at", width: 230, render: (_, { at }) => <Age at={at} /> },
              { title: say("who"), key: "who", width: 130, render: (_, line) => who(line) },
              { title: say("what"), key: "what", width: 170, render: (_, line) => words.type(line.type) },
              { title: say("detail"), key: "detail", render: (_, line) => detail(line) },
              { title: say("from"), key: "from", width: 130, render: (_, line) => from(line) },
            ]
          : [
              {
                title: say("what"),
                key: "what",
                render: (_, line) => (
                  <>
                    <div>
                      <strong>{who(line)}</strong> {words.type(line.type)}
                    </div>
                    <div>{detail(line)}</div>
                    <small className="quiet">
                      <Age at={line.at} /> {from(line)}
                    </small>
                  </>
                ),
              },
            ]
      }
    />
  );
}

/** Whether the audit is whole; colour only when it is not. */
function Verdict() {
  const say = useTexts(auditTexts);
  const { data, error, isFetching, dataUpdatedAt, refetch } = useAuditCheck();
  const verdict = data?.verdict ?? null;
  const again = (
    <Button size="small" type="text" loading={isFetching} onClick={() => void refetch()}>
      {say("checkAgain")}
    </Button>
  );
  if (error !== null) return <ProblemPanel problem={error} retry={() => void refetch()} />;
  if (verdict === null) return <span className="quiet">{say("checking")}</span>;
  if (!verdict.ok)
    return (
      <Alert
        type="error"
        showIcon
        icon={<WarningOutlined />}
        title={say("broken")}
        description={say("brokenWhy", { n: verdict.brokenAt })}
        action={again}
      />
    );
  return (
    <Flex gap="small" wrap align="center">
      <CheckCircleOutlined aria-hidden /> <strong>{say("whole")}</strong>
      <span className="quiet">
        {say("wholeWhy", { n: verdict.lines })} {say("checked", { time: clockText(checkedAt(dataUpdatedAt)) })}
      </span>
      {again}
    </Flex>
  );
}

/** A time of this computer on the gateway's clock. */
function checkedAt(localMs: number): number {
  return localMs + gatewayNow() - Date.now();
}
