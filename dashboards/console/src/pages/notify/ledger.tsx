// The ledger: what was said to whom by which road with what result, newest first, to be narrowed and taken along.
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Empty, Flex, Grid, Input, Select } from "antd";
import { useMemo, useState } from "react";
import { DELIVERY_STATES, type RoadView, SAYS } from "#gateway/contract/notify.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Section } from "../../parts/section.tsx";
import { VirtualRows } from "../../parts/virtual-rows.tsx";
import { momentOfWall } from "../../words/range.ts";
import { saveAnswer } from "../assets/save-table.ts";
import { DeliveryRow } from "./delivery-row.tsx";
import { NOTIFY, useLedger, useNames } from "./notify.ts";
import { paged } from "./paged.ts";
import { notifyTexts, saysTexts, stateTexts } from "./texts.ts";

const ROW_PX = 56;
const NARROW_ROW_PX = 104;

export function Ledger({ roads }: { readonly roads: readonly RoadView[] }) {
  const say = useTexts(notifyTexts);
  const stateWord = useTexts(stateTexts);
  const saysWord = useTexts(saysTexts);
  const wide = Grid.useBreakpoint().md === true;
  const [filter, setFilter] = useState<Filter>({});
  const question = questionOf(filter);
  const ledger = useLedger(question);
  const names = useNames();
  const { data } = ledger;
  const deliveries = useMemo(() => paged(data?.pages.map((page) => page.deliveries) ?? []), [data]);
  const narrowed = question !== "";
  const choose = (key: keyof Filter) => (value: string | undefined) => {
    const { [key]: _before, ...rest } = filter;
    setFilter(value === undefined ? rest : { ...rest, [key]: value });
  };
  const roadsById = new Map(roads.map((road) => [road.id, road]));
  return (
    <Section
      title={say("ledger")}
      acts={
        <Button
          size="small"
          icon={<DownloadOutlined />}
          onClick={() => void saveAnswer(`${NOTIFY}/deliveries/table?${question}`, "deliveries.csv")}
        >
          {say("export")}
        </Button>
      }
    >
      <p className="quiet">{say("ledgerHelp")}</p>
      <Flex gap="small" wrap role="search" className="notify-filter">
        <Choice
          label={say("road")}
          none={say("allRoads")}
          value={filter.road}
          options={roads.map(({ id, name }) => ({ value: id, label: name }))}
          choose={choose("road")}
        />
        {names.people.length === 0 ? null : (
          <Choice
            label={say("person")}
            none={say("allPeople")}
            value={filter.person}
            options={names.people.map(({ id, name }) => ({ value: id, label: name }))}
            choose={choose("person")}
          />
        )}
        <Choice
          label={say("state")}
          none={say("allStates")}
          value={filter.state}
          options={DELIVERY_STATES.map((value) => ({ value, label: stateWord(value) }))}
          choose={choose("state")}
        />
        <Choice
          label={say("says")}
          none={say("allSays")}
          value={filter.says}
          options={SAYS.map((value) => ({ value, label: saysWord(value) }))}
          choose={choose("says")}
        />
        <Input
          type="date"
          className="notify-choice"
          aria-label={say("day")}
          value={filter.day ?? ""}
          onChange={({ target }) => choose("day")(target.value === "" ? undefined : target.value)}
        />
        {narrowed ? (
          <Button type="text" onClick={() => setFilter({})}>
            {say("clear")}
          </Button>
        ) : null}
      </Flex>
      <Loaded
        query={ledger}
        empty={({ pages }) => (pages[0]?.deliveries.length ?? 0) === 0}
        nothing={<Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={narrowed ? say("none") : say("noneYet")} />}
      >
        {() => (
          <VirtualRows
            count={deliveries.count}
            rowPx={wide ? ROW_PX : NARROW_ROW_PX}
            label={say("list")}
            keyOf={(index) => String(deliveries.at(index)?.n ?? index)}
            onNearEnd={() => {
              if (ledger.hasNextPage && !ledger.isFetching) void ledger.fetchNextPage();
            }}
            row={(index) => {
              const delivery = deliveries.at(index);
              return delivery === undefined ? null : (
                <DeliveryRow delivery={delivery} road={roadsById.get(delivery.road)} names={names} />
              );
            }}
          />
        )}
      </Loaded>
    </Section>
  );
}

interface Filter {
  readonly road?: string;
  readonly person?: string;
  readonly state?: string;
  readonly says?: string;
  /** `YYYY-MM-DD` on the campus's clock. */
  readonly day?: string;
}

const DAY_MS = 86_400_000;

/** As the interface is asked; a day is from its midnight to the next, on the campus's clock. */
function questionOf({ day, ...rest }: Filter): string {
  const after = day === undefined ? "" : new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
  const midnight = (of: string) => new Date(momentOfWall(`${of}T00:00`)).toISOString();
  const span = day === undefined ? {} : { from: midnight(day), to: midnight(after) };
  return new URLSearchParams(Object.entries({ ...rest, ...span })).toString();
}

interface ChoiceProps {
  readonly label: string;
  readonly none: string;
  readonly value: string | undefined;
  readonly options: { value: string; label: string }[];
  choose(value: string | undefined): void;
}

function Choice({ label, none, value, options, choose }: ChoiceProps) {
  return (
    <Select<string>
      aria-label={label}
      className="notify-choice"
      allowClear
      popupMatchSelectWidth={false}
      placeholder={none}
      value={value ?? null}
      options={options}
      onChange={choose}
    />
  );
}
