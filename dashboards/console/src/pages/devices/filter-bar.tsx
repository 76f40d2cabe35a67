// What narrows the list of devices; everything chosen stands in the address, so that a link shows the same list.
import { Input, Select } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ConditionWord } from "../../parts/device-state.tsx";
import { CONDITIONS, type Condition } from "../../words/device-condition.ts";
import { driverName } from "../../words/driver-names.ts";
import { type Filter, filterOf, type Listed, NO_PLACE, withFilter } from "./filter.ts";
import { devicesTexts } from "./texts.ts";

interface Props {
  readonly all: readonly Listed[];
  /** Of those that match everything but the state. */
  readonly counts: ReadonlyMap<Condition, number>;
  readonly asked: number;
  readonly shown: number;
}

export function FilterBar({ all, counts, asked, shown }: Props) {
  const say = useTexts(devicesTexts);
  const language = useLanguage();
  const [params, setParams] = useSearchParams();
  const filter = filterOf(params);
  // What is typed is kept here too: the address follows a moment later, and typing must never wait for it.
  const [typed, setTyped] = useState(filter.q);
  const put = (key: keyof Filter, value: string | null) =>
    setParams((before) => withFilter(before, key, value), { replace: true });
  const places = new Map(all.map(({ device, place }) => [device.place ?? NO_PLACE, place?.name ?? say("noPlace")]));
  const drivers = [...new Set(all.map(({ device }) => device.driver))];
  return (
    <div className="devices-filter">
      <Input.Search
        allowClear
        value={typed}
        placeholder={say("search")}
        aria-label={say("search")}
        onChange={({ target }) => {
          setTyped(target.value);
          put("q", target.value);
        }}
      />
      {places.size > 1 || filter.place !== null ? (
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          value={filter.place}
          placeholder={say("allPlaces")}
          aria-label={say("place")}
          options={[...places].map(([value, label]) => ({ value, label }))}
          onChange={(value: string | undefined) => put("place", value ?? null)}
        />
      ) : null}
      {drivers.length > 1 || filter.driver !== null ? (
        <Select
          allowClear
          value={filter.driver}
          placeholder={say("allDrivers")}
          aria-label={say("driver")}
          options={drivers.map((value) => ({ value, label: driverName(value, language) }))}
          onChange={(value: string | undefined) => put("driver", value ?? null)}
        />
      ) : null}
      <fieldset className="devices-states">
        <legend className="sr-only">{say("state")}</legend>
        <button type="button" aria-pressed={filter.state === null} onClick={() => put("state", null)}>
          {say("allStates")} {asked}
        </button>
        {CONDITIONS.filter((condition) => counts.has(condition) || filter.state === condition).map((condition) => (
          <button
            key={condition}
            type="button"
            aria-pressed={filter.state === condition}
            onClick={() => put("state", filter.state === condition ? null : condition)}
          >
            <ConditionWord condition={condition} /> {counts.get(condition) ?? 0}
          </button>
        ))}
      </fieldset>
      <small className="quiet" role="status">
        {say("count", { shown, all: all.length })}
      </small>
    </div>
  );
}
