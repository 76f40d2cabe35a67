// All devices, worst first: found by any word for them, narrowed by place, protocol and state, live.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Empty, Grid } from "antd";
import { memo, useMemo, useRef } from "react";
import { Link, useSearchParams } from "react-router";
import { useDevices, usePlaceMap, useProfileMap } from "../../api/campus.ts";
import type { Device } from "../../api/types.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { useLatest, useLine } from "../../live/hooks.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { NothingYet } from "../../parts/nothing-yet.tsx";
import { Page } from "../../parts/page.tsx";
import { Windowed } from "../../parts/windowed.tsx";
import { useCan } from "../../session/session.tsx";
import { conditionOf } from "../../words/device-condition.ts";
import { countsOf, filterOf, type Listed, matches, sorted, wordsOf } from "./filter.ts";
import { FilterBar } from "./filter-bar.tsx";
import { DeviceRow } from "./row.tsx";
import { devicesTexts } from "./texts.ts";
import "../../parts/grid-table.css";
import "./devices.css";

/** px of one row: a line of a table, or a card on a phone. */
const ROW_PX = 52;
const CARD_PX = 148;
const ADD = "/settings/devices/new";

export default function DevicesPage() {
  const say = useTexts(devicesTexts);
  const canAdd = useCan("config.write");
  const query = useDevices();
  const add = canAdd ? (
    <Link to={ADD}>
      <Button type="primary" icon={<PlusOutlined />}>
        {say("add")}
      </Button>
    </Link>
  ) : null;
  return (
    <Page title={say("title")} acts={add}>
      <Loaded
        query={query}
        empty={({ devices }) => devices.length === 0}
        nothing={
          <NothingYet title={say("none")} help={say(canAdd ? "noneHelp" : "noneHelpRead")}>
            {add}
          </NothingYet>
        }
      >
        {({ devices }) => <List devices={devices} />}
      </Loaded>
    </Page>
  );
}

function List({ devices }: { readonly devices: readonly Device[] }) {
  return <Listing listed={useListed(devices)} />;
}

const keyOf = ({ device }: Listed) => device.id;
const rowOf = (one: Listed) => <DeviceRow listed={one} />;

/** Drawn again when something in the list changed, not with every second that goes by. */
const Listing = memo(function Listing({ listed }: { readonly listed: readonly Listed[] }) {
  const say = useTexts(devicesTexts);
  const language = useLanguage();
  const wide = Grid.useBreakpoint().md === true;
  const [params, setParams] = useSearchParams();
  const { asked, shown, counts } = useMemo(() => {
    const filter = filterOf(params);
    const matching = listed.filter((one) => matches(one, filter));
    const inState = matching.filter(({ condition }) => filter.state === null || condition === filter.state);
    return { asked: matching.length, shown: sorted(inState, language), counts: countsOf(matching) };
  }, [listed, params, language]);
  return (
    <>
      <FilterBar all={listed} counts={counts} asked={asked} shown={shown.length} />
      {shown.length === 0 ? (
        <Empty description={say("noMatch")}>
          <Button onClick={() => setParams({}, { replace: true })}>{say("clear")}</Button>
        </Empty>
      ) : (
        <table aria-label={say("title")} aria-rowcount={shown.length + 1} className="grid-table devices">
          <Heads />
          <Windowed items={shown} rowHeight={wide ? ROW_PX : CARD_PX} keyOf={keyOf} row={rowOf} />
        </table>
      )}
    </>
  );
});

function Heads() {
  const say = useTexts(devicesTexts);
  return (
    <thead>
      <tr aria-rowindex={1}>
        {(["state", "device", "place", "values", "age", "model"] as const).map((key) => (
          <th key={key} scope="col">
            {say(key)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** Each device with what is known of it now. */
function useListed(devices: readonly Device[]): readonly Listed[] {
  const places = usePlaceMap();
  const profiles = useProfileMap();
  const latest = useLatest();
  const now = useNow();
  const line = useLine();
  const known = useMemo(
    () =>
      devices.map((device) => {
        const place = device.place === null ? undefined : places.get(device.place);
        const profile = profiles.get(device.profile);
        return { device, place, profile, words: wordsOf(device, place, profile) };
      }),
    [devices, places, profiles],
  );
  // The same list again unless a condition changed: a second that goes by must not sort and draw hundreds of rows.
  const before = useRef<readonly Listed[]>([]);
  const next = known.map((one, index) => {
    const condition = conditionOf(one.device, latest.get(one.device.id) ?? [], now, line);
    const same = before.current[index];
    return same !== undefined && same.words === one.words && same.device === one.device && same.condition === condition
      ? same
      : { ...one, condition };
  });
  const isSame = next.length === before.current.length && next.every((one, index) => one === before.current[index]);
  if (!isSame) before.current = next;
  return before.current;
}
