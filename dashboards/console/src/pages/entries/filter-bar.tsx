// What is shown: kind, type, device, place and time. In one line where there is room, behind a button on phones.
import { FilterOutlined } from "@ant-design/icons";
import { Button, Drawer, Flex, Grid, Select } from "antd";
import { type ReactNode, useState } from "react";
import { KINDS, type Kind } from "#gateway/contract/entry.ts";
import { useDevices, usePlaces } from "../../api/campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { TimeRange } from "../../parts/time-range.tsx";
import { entryTypeTexts } from "../../words/entry-types.ts";
import { kindTexts } from "../../words/kinds.ts";
import { type EntryFilter, isFiltered, isType, USUAL_RANGE } from "./filter.ts";
import { entriesTexts } from "./texts.ts";

interface Props {
  readonly filter: EntryFilter;
  change(filter: EntryFilter): void;
}

const PRESETS = ["1h", "24h", "7d", "30d", "all"] as const;
const NO_FILTER: EntryFilter = { kinds: [], types: [], devices: [], places: [], range: { preset: USUAL_RANGE } };

export function FilterBar({ filter, change }: Props) {
  const say = useTexts(entriesTexts);
  const wide = Grid.useBreakpoint().md === true;
  const [shown, setShown] = useState(false);
  const { kinds, types, devices, places } = filter;
  const chosen = kinds.length + types.length + devices.length + places.length;
  const range = (
    <TimeRange range={filter.range} presets={PRESETS} change={(next) => change({ ...filter, range: next })} />
  );
  const clear = isFiltered(filter) ? (
    <Button type="text" onClick={() => change(NO_FILTER)}>
      {say("clear")}
    </Button>
  ) : null;
  if (wide)
    return (
      <Flex gap="small" wrap align="center" role="search">
        {range}
        <Choices filter={filter} change={change} />
        {clear}
      </Flex>
    );
  return (
    <Flex gap="small" wrap role="search">
      {range}
      <Button icon={<FilterOutlined />} onClick={() => setShown(true)}>
        {chosen > 0 ? say("filterCount", { n: chosen }) : say("filter")}
      </Button>
      {clear}
      <Drawer
        open={shown}
        onClose={() => setShown(false)}
        placement="bottom"
        size={440}
        title={say("filter")}
        footer={
          <Button type="primary" block onClick={() => setShown(false)}>
            {say("showResults")}
          </Button>
        }
      >
        <Flex vertical gap="middle">
          <Choices filter={filter} change={change} />
        </Flex>
      </Drawer>
    </Flex>
  );
}

function Choices({ filter, change }: Props) {
  const say = useTexts(entriesTexts);
  const kind = useTexts(kindTexts);
  const devices = useDevices().data?.devices ?? [];
  const places = usePlaces().data?.places ?? [];
  return (
    <>
      <Choice
        label={say("kinds")}
        none={say("kindsAll")}
        options={KINDS.map((value) => ({ value, label: kind(value) }))}
        value={filter.kinds}
        change={(kinds) => change({ ...filter, kinds: kinds as readonly Kind[] })}
      />
      <TypeChoice filter={filter} change={change} />
      <Choice
        label={say("devices")}
        none={say("devicesAll")}
        options={named(devices)}
        value={filter.devices}
        change={(next) => change({ ...filter, devices: next })}
      />
      <Choice
        label={say("places")}
        none={say("placesAll")}
        options={named(places)}
        value={filter.places}
        change={(next) => change({ ...filter, places: next })}
      />
    </>
  );
}

/** Types that are known by a word, whole domains, and whatever else somebody types. */
function TypeChoice({ filter, change }: Props) {
  const say = useTexts(entriesTexts);
  const word = useTexts(entryTypeTexts);
  const kind = useTexts(kindTexts);
  const known = entryTypeTexts.keys.filter((key) => key !== "reading");
  const domains = [...new Set(known.map((key) => key.slice(0, key.indexOf("."))))];
  const options = domains.flatMap((domain) => [
    { value: `${domain}.*`, label: `${domain}.*`, words: domain },
    ...known.filter((key) => key.startsWith(`${domain}.`)).map((key) => ({ value: key, label: word(key), words: key })),
  ]);
  return (
    <Choice
      label={say("types")}
      none={say("typesAll")}
      options={options}
      value={filter.types}
      free
      nothing={`${say("typeWrong")} (${kind("event")})`}
      change={(types) => change({ ...filter, types: types.map((text) => text.trim()).filter(isType) })}
    />
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
  /** Also found by these. */
  readonly words?: string;
}

function named(items: readonly { readonly id: string; readonly name: string }[]): readonly Option[] {
  return items.map(({ id, name }) => ({ value: id, label: name, words: id }));
}

interface ChoiceProps {
  readonly label: string;
  readonly none: string;
  readonly options: readonly Option[];
  readonly value: readonly string[];
  /** Also takes what is not in the list. */
  readonly free?: boolean;
  readonly nothing?: ReactNode;
  change(value: readonly string[]): void;
}

function Choice({ label, none, options, value, free = false, nothing, change }: ChoiceProps) {
  const has = (text: string | undefined, typed: string) => text?.toLowerCase().includes(typed) === true;
  return (
    <Select<string[], Option>
      mode={free ? "tags" : "multiple"}
      className="entries-choice"
      aria-label={label}
      placeholder={none}
      allowClear
      maxTagCount="responsive"
      popupMatchSelectWidth={false}
      options={[...options]}
      optionRender={({ data }) => (
        <span>
          {data.label} {data.words === undefined ? null : <small className="quiet">{data.words}</small>}
        </span>
      )}
      showSearch={{
        filterOption: (typed, option) =>
          has(option?.label, typed.toLowerCase()) || has(option?.words, typed.toLowerCase()),
      }}
      {...(nothing === undefined ? {} : { notFoundContent: nothing })}
      value={[...value]}
      onChange={(next) => change(next)}
    />
  );
}
