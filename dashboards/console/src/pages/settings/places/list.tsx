// All places as a tree: add, edit, delete.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Empty, Flex, Grid, Input, Table } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useDevices, usePlaces } from "../../../api/campus.ts";
import type { Place } from "../../../api/types.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { NothingYet } from "../../../parts/nothing-yet.tsx";
import { useCan } from "../../../session/session.tsx";
import { placeClassSearch, usePlaceClass } from "../../../words/places.ts";
import { PlaceForm } from "./form.tsx";
import { RemovePlace } from "./remove.tsx";
import { placesTexts } from "./texts.ts";
import { type Placed, placedInTree } from "./tree.ts";

const PAGE_ROWS = 100;

export default function PlaceList() {
  const say = useTexts(placesTexts);
  const query = usePlaces();
  const canWrite = useCan("config.write");
  const [params, setParams] = useSearchParams();
  const [removing, setRemoving] = useState<Place | null>(null);
  const edited = params.get("edit");
  const open = (id: string | null) =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      if (id === null) after.delete("edit");
      else after.set("edit", id);
      return after;
    });
  const add = canWrite ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open("")}>
      {say("add")}
    </Button>
  ) : null;
  return (
    <>
      <Loaded
        query={query}
        empty={({ places }) => places.length === 0}
        nothing={
          <NothingYet title={say("none")} help={say("noneHelp")}>
            {add}
          </NothingYet>
        }
      >
        {({ places }) => <List places={places} add={add} edit={open} remove={setRemoving} />}
      </Loaded>
      {edited === null || query.data === undefined ? null : (
        <PlaceForm
          key={edited}
          id={edited === "" ? null : edited}
          places={query.data.places}
          close={() => open(null)}
        />
      )}
      {removing === null ? null : (
        <RemovePlace place={removing} places={query.data?.places ?? []} close={() => setRemoving(null)} />
      )}
    </>
  );
}

interface ListProps {
  readonly places: readonly Place[];
  readonly add: React.ReactNode;
  edit(id: string): void;
  remove(place: Place): void;
}

function List({ places, add, edit, remove }: ListProps) {
  const say = useTexts(placesTexts);
  const language = useLanguage();
  const classWord = usePlaceClass();
  const canWrite = useCan("config.write");
  const wide = Grid.useBreakpoint().md === true;
  const devices = useDevices().data?.devices ?? [];
  const [params, setParams] = useSearchParams();
  const asked = params.get("q") ?? "";
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = placedInTree(places, language).filter(({ place }) => {
    const text = `${place.name} ${place.id} ${placeClassSearch(place.class)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const count = (id: string) => devices.filter(({ place }) => place === id).length;
  const acts = ({ place }: Placed) =>
    canWrite ? (
      <Flex gap="small" className="settings-acts">
        <Button type="link" size="small" aria-label={`${say("edit")} ${place.name}`} onClick={() => edit(place.id)}>
          {say("edit")}
        </Button>
        <Button type="text" size="small" aria-label={`${say("remove")} ${place.name}`} onClick={() => remove(place)}>
          {say("remove")}
        </Button>
      </Flex>
    ) : null;
  const facts = ({ place }: Placed) => `${classWord(place.class)}${place.key ? ` · ${say("key")}` : ""}`;
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
          onChange={(event) => setParams(event.target.value === "" ? {} : { q: event.target.value }, { replace: true })}
        />
        <span className="quiet" aria-live="polite">
          {words.length === 0
            ? say("count", { n: places.length })
            : say("found", { n: rows.length, all: places.length })}
        </span>
        <span className="frame-space" />
        {add}
      </div>
      <Table<Placed>
        size="small"
        rowKey={({ place }) => place.id}
        aria-label={say("list")}
        dataSource={rows}
        showHeader={wide}
        pagination={{ pageSize: PAGE_ROWS, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <Empty description={say("noMatch")} /> }}
        columns={[
          {
            title: say("name"),
            key: "name",
            render: (_, row) => (
              <div className="settings-name settings-within" style={depthStyle(words.length === 0 ? row.depth : 0)}>
                <Link to={`/places/${encodeURIComponent(row.place.id)}`}>{row.place.name}</Link>
                <small className="quiet">{row.place.id}</small>
                {wide ? null : <div className="quiet">{facts(row)}</div>}
              </div>
            ),
          },
          ...(wide
            ? [
                {
                  title: say("class"),
                  key: "class",
                  width: "20%",
                  render: (_: unknown, row: Placed) => classWord(row.place.class),
                },
                {
                  title: say("key"),
                  key: "key",
                  width: 120,
                  render: (_: unknown, { place }: Placed) => (place.key ? say("key") : null),
                },
                {
                  title: say("devices"),
                  key: "devices",
                  width: 90,
                  render: (_: unknown, { place }: Placed) => count(place.id),
                },
              ]
            : []),
          { title: say("acts"), key: "acts", width: wide ? 150 : 120, render: (_, row) => acts(row) },
        ]}
      />
    </>
  );
}

/** A custom property, for the style sheet to indent by. */
function depthStyle(depth: number): React.CSSProperties {
  return { "--depth": depth } as React.CSSProperties;
}
