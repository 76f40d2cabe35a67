// All alarm rules in force, those of the school and those that come with models and gateway: find, add, edit, take over, delete.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Empty, Input, Segmented } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { RuleOrigin, RuleView } from "#gateway/contract/alarm-desk.ts";
import { useAlarmRules } from "../../../api/alarms.ts";
import { useAlarmText } from "../../../campus/alarm-row.tsx";
import { useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { useCan } from "../../../session/session.tsx";
import { RuleForm } from "./form.tsx";
import { RemoveRule } from "./remove.tsx";
import { RuleTable } from "./table.tsx";
import { TestRule } from "./test-rule.tsx";
import { rulesTexts } from "./texts.ts";
import { useConditionText, useScopeText } from "./words.ts";
import "./rules.css";

const ORIGINS: readonly RuleOrigin[] = ["campus", "profile", "gateway"];

/** A rule's name in the address: a rule of the school may have the id of one that comes with a model. */
function keyOf({ origin, id, profile }: RuleView): string {
  return origin === "campus" ? id : `${origin}:${profile ?? ""}:${id}`;
}

export default function RuleList() {
  const say = useTexts(rulesTexts);
  const query = useAlarmRules();
  const canWrite = useCan("config.write");
  const [params, setParams] = useSearchParams();
  const [removing, setRemoving] = useState<RuleView | null>(null);
  const [testing, setTesting] = useState<RuleView | null>(null);
  const put = (key: string, value: string | null) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === null) after.delete(key);
        else after.set(key, value);
        return after;
      },
      { replace: key !== "edit" },
    );
  const edited = params.get("edit");
  const rules = query.data?.rules ?? [];
  const from = rules.find((rule) => keyOf(rule) === edited);
  return (
    <>
      <Loaded query={query}>
        {() => (
          <Found
            rules={rules}
            asked={params.get("q") ?? ""}
            origin={ORIGINS.find((each) => each === params.get("origin")) ?? null}
            put={put}
            add={
              canWrite ? (
                <Button type="primary" icon={<PlusOutlined />} onClick={() => put("edit", "")}>
                  {say("add")}
                </Button>
              ) : null
            }
            edit={(rule) => put("edit", keyOf(rule))}
            remove={setRemoving}
            test={setTesting}
          />
        )}
      </Loaded>
      {edited === null || query.data === undefined || (edited !== "" && from === undefined) ? null : (
        <RuleForm key={edited} from={from ?? null} rules={rules} close={() => put("edit", null)} />
      )}
      {removing === null ? null : <RemoveRule rule={removing} close={() => setRemoving(null)} />}
      {testing === null ? null : <TestRule rule={testing} close={() => setTesting(null)} />}
    </>
  );
}

interface FoundProps {
  readonly rules: readonly RuleView[];
  readonly asked: string;
  readonly origin: RuleOrigin | null;
  readonly add: React.ReactNode;
  put(key: "q" | "origin", value: string | null): void;
  edit(rule: RuleView): void;
  remove(rule: RuleView): void;
  test(rule: RuleView): void;
}

function Found({ rules, asked, origin, add, put, edit, remove, test }: FoundProps) {
  const say = useTexts(rulesTexts);
  const textOf = useAlarmText();
  const conditionText = useConditionText();
  const scopeText = useScopeText();
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rules.filter((rule) => {
    const text = `${rule.id} ${textOf({ ...rule, rule: rule.id })} ${scopeText(rule)} ${conditionText(rule)} ${rule.device ?? ""}`;
    return (origin === null || rule.origin === origin) && words.every((word) => text.toLowerCase().includes(word));
  });
  const isAll = words.length === 0 && origin === null;
  return (
    <>
      <div className="settings-bar">
        <Input.Search
          type="search"
          allowClear
          className="settings-search"
          aria-label={say("search")}
          placeholder={say("search")}
          value={asked}
          onChange={({ target }) => put("q", target.value === "" ? null : target.value)}
        />
        <Segmented
          className="wide-choice"
          aria-label={say("origin")}
          value={origin ?? "all"}
          onChange={(value) => put("origin", value === "all" ? null : value)}
          options={[{ value: "all", label: say("all") }, ...ORIGINS.map((value) => ({ value, label: say(value) }))]}
        />
        <span className="quiet" aria-live="polite">
          {isAll ? say("count", { n: rules.length }) : say("found", { n: found.length, all: rules.length })}
        </span>
        <span className="frame-space" />
        {add}
      </div>
      {rules.length === 0 ? (
        <Empty
          description={
            <>
              <div>{say("none")}</div>
              <div className="quiet">{say("noneHelp")}</div>
            </>
          }
        />
      ) : (
        <RuleTable rules={found} keyOf={keyOf} edit={edit} remove={remove} test={test} />
      )}
    </>
  );
}
