// Everything that happened on campus, newest first, as far back as it is kept; the address holds what is shown.
import { Flex } from "antd";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { useDevices, usePlaces } from "../../api/campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { CopyLink } from "../../parts/copy-link.tsx";
import { Page } from "../../parts/page.tsx";
import { boundsOf, fixedRange } from "../../words/range.ts";
import { EntryDrawer } from "./entry-drawer.tsx";
import { EntryRows } from "./entry-rows.tsx";
import { ExportButton } from "./export-button.tsx";
import { addressOf, devicesOf, filterOf, isFiltered, questionText } from "./filter.ts";
import { FilterBar } from "./filter-bar.tsx";
import { entriesTexts } from "./texts.ts";
import { useEntryList } from "./use-entry-list.ts";
import "./entries.css";

export default function EntriesPage() {
  const say = useTexts(entriesTexts);
  const [params, setParams] = useSearchParams();
  const filter = filterOf(params);
  const question = useQuestion(params);
  const live = "preset" in filter.range;
  const list = useEntryList({ question, live, withReadings: filter.kinds.includes("reading") });
  const open = (seq: number | null, epoch = list.state.epoch) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (seq === null) next.delete("seq");
        else next.set("seq", epoch === null ? String(seq) : `${epoch}:${seq}`);
        return next;
      },
      { replace: true },
    );
  const sentAddress = () => {
    const fixed = addressOf({ ...filter, range: fixedRange(filter.range, gatewayNow()) }, params);
    return `${location.origin}/entries?${fixed}`;
  };
  return (
    <Page
      title={say("title")}
      lead={say("lead")}
      acts={
        <>
          <CopyLink address={sentAddress} />
          <ExportButton question={question} />
        </>
      }
    >
      <Flex vertical gap="small">
        <FilterBar filter={filter} change={(next) => setParams(addressOf(next, params), { replace: true })} />
        <EntryRows list={list} nothing={question === null} filtered={isFiltered(filter)} open={open} />
      </Flex>
      <EntryDrawer named={params.get("seq")} list={list.state} open={open} />
    </Page>
  );
}

/** The question that the address asks; it stays the same text until the filter changes. Null: nothing can come. */
function useQuestion(params: URLSearchParams): string | null {
  const { data: places } = usePlaces();
  const { data: devices } = useDevices();
  const address = addressOf(filterOf(params)).toString();
  const filter = useMemo(() => filterOf(new URLSearchParams(address)), [address]);
  const bounds = useMemo(() => boundsOf(filter.range, gatewayNow()), [filter]);
  const waiting = filter.places.length > 0 && (places === undefined || devices === undefined);
  if (waiting) return null;
  const wanted = devicesOf(filter, { places: places?.places ?? [], devices: devices?.devices ?? [] });
  return wanted?.length === 0 ? null : questionText({ ...filter, devices: wanted, bounds });
}
