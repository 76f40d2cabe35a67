// The rules as a table: what each is called, where it holds, when it raises, how bad that is, and where it comes from.
import { Button, Empty, Flex, Grid, Table } from "antd";
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import { useAlarmText } from "../../../campus/alarm-row.tsx";
import { SeverityMark } from "../../../campus/severity.tsx";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { useCan } from "../../../session/session.tsx";
import { durationText } from "../../../words/duration.ts";
import { rulesTexts } from "./texts.ts";
import { useConditionText, useScopeText } from "./words.ts";

const PAGE_ROWS = 100;

interface Props {
  readonly rules: readonly RuleView[];
  keyOf(rule: RuleView): string;
  edit(rule: RuleView): void;
  remove(rule: RuleView): void;
  test(rule: RuleView): void;
}

export function RuleTable({ rules, keyOf, edit, remove, test }: Props) {
  const say = useTexts(rulesTexts);
  const wide = Grid.useBreakpoint().md === true;
  const canWrite = useCan("config.write");
  const scopeText = useScopeText();
  const textOf = useAlarmText();
  const acts = (rule: RuleView) => {
    const name = textOf({ ...rule, rule: rule.id });
    if (!canWrite) return null;
    const act = (word: "own" | "edit" | "remove" | "test", type: "link" | "text", does: (rule: RuleView) => void) => (
      <Button type={type} size="small" aria-label={`${say(word)} ${name}`} onClick={() => does(rule)}>
        {say(word)}
      </Button>
    );
    return (
      <Flex gap="small" wrap className="settings-acts">
        {rule.origin === "profile" ? act("own", "link", edit) : null}
        {rule.origin === "campus" ? act("edit", "link", edit) : null}
        {rule.alarms.length > 0 ? act("test", "text", test) : null}
        {rule.origin === "campus" ? act("remove", "text", remove) : null}
      </Flex>
    );
  };
  return (
    <Table<RuleView>
      size="small"
      rowKey={keyOf}
      aria-label={say("list")}
      dataSource={[...rules]}
      showHeader={wide}
      pagination={{ pageSize: PAGE_ROWS, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{ emptyText: <Empty description={say("noMatch")} /> }}
      columns={[
        {
          title: say("rule"),
          key: "rule",
          render: (_, rule) => (
            <div className="settings-name">
              <strong>{textOf({ ...rule, rule: rule.id })}</strong>
              <small className="quiet">{rule.id}</small>
              <div className="quiet">
                <RuleCondition rule={rule} />
              </div>
              {wide ? null : (
                <div>
                  <SeverityMark severity={rule.severity} /> {scopeText(rule)} · {say(rule.origin)}
                </div>
              )}
            </div>
          ),
        },
        ...(wide
          ? [
              {
                title: say("scope"),
                key: "scope",
                width: "24%",
                render: (_: unknown, rule: RuleView) => <div className="settings-name">{scopeText(rule)}</div>,
              },
              {
                title: say("severity"),
                key: "severity",
                width: 96,
                render: (_: unknown, rule: RuleView) => <SeverityMark severity={rule.severity} />,
              },
              {
                title: say("origin"),
                key: "origin",
                width: 130,
                render: (_: unknown, rule: RuleView) => say(rule.origin),
              },
              {
                title: say("alarms"),
                key: "alarms",
                width: 84,
                render: (_: unknown, rule: RuleView) => rule.alarms.length,
              },
            ]
          : []),
        { title: say("acts"), key: "acts", width: wide ? 220 : 116, render: (_, rule) => acts(rule) },
      ]}
    />
  );
}

function RuleCondition({ rule }: { readonly rule: RuleView }) {
  const say = useTexts(rulesTexts);
  const language = useLanguage();
  const conditionText = useConditionText();
  const { respondWithin, latched } = rule;
  const parts = [
    conditionText(rule),
    latched ? say("latched") : null,
    respondWithin === null ? null : say("respondIs", { time: durationText(respondWithin, language) }),
  ];
  return <>{parts.filter((part) => part !== null).join(" · ")}</>;
}
