// What is shown: time, device, rule and severity.
import { Button, Flex, Select } from "antd";
import { SEVERITIES } from "#gateway/contract/alarms.ts";
import { useAlarmRules } from "../../api/alarms.ts";
import { useDevices } from "../../api/campus.ts";
import { useAlarmText } from "../../campus/alarm-row.tsx";
import { campusTexts } from "../../campus/texts.ts";
import { useTexts } from "../../i18n/texts.ts";
import { TimeRange } from "../../parts/time-range.tsx";
import { type HistoryFilter, isFiltered, USUAL_RANGE } from "./filter.ts";
import { historyTexts } from "./texts.ts";

const PRESETS = ["24h", "7d", "30d", "all"] as const;
const NO_FILTER: HistoryFilter = { device: null, rule: null, severity: null, range: { preset: USUAL_RANGE } };

interface Option {
  readonly value: string;
  readonly label: string;
}

export function FilterBar({ filter, change }: { readonly filter: HistoryFilter; change(filter: HistoryFilter): void }) {
  const say = useTexts(historyTexts);
  const word = useTexts(campusTexts);
  const textOf = useAlarmText();
  const devices = useDevices().data?.devices ?? [];
  const rules = useAlarmRules().data?.rules ?? [];
  const named = new Map(rules.map(({ id, text }) => [id, `${textOf({ text, rule: id })} (${id})`]));
  return (
    <Flex gap="small" wrap align="center" role="search" className="history-filter">
      <TimeRange range={filter.range} presets={PRESETS} change={(range) => change({ ...filter, range })} />
      <Choice
        label={say("device")}
        none={say("allDevices")}
        value={filter.device}
        options={devices.map(({ id, name }) => ({ value: id, label: name }))}
        change={(device) => change({ ...filter, device })}
      />
      <Choice
        label={say("rule")}
        none={say("allRules")}
        value={filter.rule}
        options={[...named].map(([value, label]) => ({ value, label }))}
        change={(rule) => change({ ...filter, rule })}
      />
      <Choice
        label={say("severity")}
        none={say("allSeverities")}
        value={filter.severity}
        options={SEVERITIES.map((value) => ({ value, label: word(value) }))}
        change={(chosen) => change({ ...filter, severity: SEVERITIES.find((severity) => severity === chosen) ?? null })}
      />
      {isFiltered(filter) ? (
        <Button type="text" onClick={() => change(NO_FILTER)}>
          {say("clear")}
        </Button>
      ) : null}
    </Flex>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly none: string;
  readonly value: string | null;
  readonly options: readonly Option[];
  change(value: string | null): void;
}

/** What the address names and the list does not have (a device that is gone) is shown by its id. */
function Choice({ label, none, value, options, change }: ChoiceProps) {
  const isKnown = value === null || options.some((option) => option.value === value);
  return (
    <Select<string>
      aria-label={label}
      className="history-choice"
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      popupMatchSelectWidth={false}
      placeholder={none}
      value={value}
      options={isKnown || value === null ? [...options] : [...options, { value, label: value }]}
      onChange={(next: string | undefined) => change(next ?? null)}
    />
  );
}
