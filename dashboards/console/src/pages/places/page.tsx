// All places as people walk them, each with how it is there; search and filters are in the address.
import { Checkbox, Empty, Flex, Input, Skeleton } from "antd";
import { useMemo } from "react";
import { Link, useSearchParams } from "react-router";
import { usePlaces } from "../../api/campus.ts";
import { placeTree } from "../../campus/places-tree.ts";
import { useCampus } from "../../campus/use-campus.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem.tsx";
import { useCan } from "../../session/session.tsx";
import { filterOf, rowsOf } from "./filter.ts";
import { PlaceLine } from "./place-line.tsx";
import { type Summary, summariesOf } from "./summary.ts";
import { placesTexts } from "./texts.ts";
import "./places.css";

export default function PlacesPage() {
  const say = useTexts(placesTexts);
  const language = useLanguage();
  const [search, setSearch] = useSearchParams();
  const { error, refetch, isPending } = usePlaces();
  const campus = useCampus();
  const filter = filterOf(search);
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value === "") next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true });
  };
  const summaries = useMemo(() => (campus === null ? new Map<string, Summary>() : summariesOf(campus)), [campus]);
  const rows =
    campus === null
      ? []
      : rowsOf(placeTree(campus.places, language), filter, ({ id }) => (summaries.get(id)?.wrong ?? 0) > 0);
  return (
    <Page title={say("title")}>
      {error === null ? null : <ProblemPanel problem={error} retry={() => void refetch()} />}
      <Flex gap="small" wrap align="center" className="places-filter">
        <Input.Search
          allowClear
          aria-label={say("search")}
          placeholder={say("search")}
          value={filter.text}
          onChange={(event) => change("q", event.target.value)}
          className="places-search"
        />
        <Checkbox checked={filter.onlyKey} onChange={(event) => change("key", event.target.checked ? "1" : "")}>
          {say("onlyKey")}
        </Checkbox>
        <Checkbox checked={filter.onlyWrong} onChange={(event) => change("wrong", event.target.checked ? "1" : "")}>
          {say("onlyWrong")}
        </Checkbox>
      </Flex>
      {campus === null || isPending ? <Skeleton active title={false} paragraph={{ rows: 6 }} /> : null}
      {campus !== null && campus.places.length === 0 ? <NoPlaces /> : null}
      {campus !== null && campus.places.length > 0 && rows.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("noMatch")}>
          <Link to="/places">{say("clear")}</Link>
        </Empty>
      ) : null}
      {rows.length === 0 ? null : (
        <ul className="panel places">
          {rows.map(({ place, depth }) => (
            <PlaceLine key={place.id} place={place} depth={depth} summary={summaries.get(place.id)} />
          ))}
        </ul>
      )}
    </Page>
  );
}

function NoPlaces() {
  const say = useTexts(placesTexts);
  const can = useCan("config.write");
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("none")}>
      {can ? <Link to="/settings/places">{say("addPlace")}</Link> : null}
    </Empty>
  );
}
