// All devices as they are configured: found by any word, and for each: edit, copy, disable, delete.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Empty, Grid, Input, Table } from "antd";
import type { ColumnsType } from "antd/es/table";
import { useMemo } from "react";
import { Link, useSearchParams } from "react-router";
import { useDevices, usePlaceMap, useProfileMap } from "../../../api/campus.ts";
import type { Device } from "../../../api/types.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { NothingYet } from "../../../parts/nothing-yet.tsx";
import { useCan } from "../../../session/session.tsx";
import { alsoHeard } from "../../../words/also-heard.ts";
import { driverName, driverWords } from "../../../words/driver-names.ts";
import { durationText } from "../../../words/duration.ts";
import { DeviceActs } from "./acts.tsx";
import { listTexts } from "./list-texts.ts";

const PAGE_ROWS = 50;

/** How a device is reached, in one line. */
export function addressOf({ connection }: Device): string {
  if (connection === undefined || connection === null) return "";
  const { tcp, rtuOverTcp, serial, unit, chip, line, nut, ups, dns, resolver, snmp, ping, connect, url } = connection;
  const bus = tcp ?? rtuOverTcp ?? serial;
  if (bus !== undefined) return unit === undefined ? String(bus) : `${String(bus)} #${String(unit)}`;
  if (nut !== undefined) return `${String(ups)} @ ${String(nut)}`;
  if (dns !== undefined) return `${String(dns)} @ ${String(resolver)}`;
  const { of, inputs, devices, profiles } = connection;
  const computed = [of, Object.values(Object(inputs)), devices, profiles].flat().filter((part) => part !== undefined);
  if (computed.length > 0) return `← ${computed.join(", ")}`;
  return [chip, line, snmp, ping, connect, url].filter((part) => part !== undefined).join(" ");
}

interface Row {
  readonly device: Device;
  readonly place: string;
  readonly model: string;
  readonly words: string;
}

export default function DeviceList() {
  const say = useTexts(listTexts);
  const query = useDevices();
  const canWrite = useCan("config.write");
  return (
    <Loaded
      query={query}
      empty={({ devices }) => devices.length === 0}
      nothing={
        <NothingYet title={say("none")} help={say("noneHelp")}>
          {canWrite ? <Add /> : null}
        </NothingYet>
      }
    >
      {({ devices }) => <List devices={devices} />}
    </Loaded>
  );
}

function Add() {
  const say = useTexts(listTexts);
  return (
    <Link to="/settings/devices/new">
      <Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>
        {say("add")}
      </Button>
    </Link>
  );
}

function useRows(devices: readonly Device[]): Row[] {
  const places = usePlaceMap();
  const profiles = useProfileMap();
  const language = useLanguage();
  return useMemo(
    () =>
      devices.map((device) => {
        const place = device.place === null ? undefined : places.get(device.place);
        const label = profiles.get(device.profile)?.label;
        const said = [
          device.name,
          device.id,
          place?.name ?? device.place ?? "",
          label?.["zh-CN"],
          label?.en,
          addressOf(device),
        ];
        const heard = alsoHeard(device.profile, device.driver, place?.class ?? "");
        return {
          device,
          place: place?.name ?? device.place ?? "",
          model: label?.[language] ?? device.profile,
          words: `${said.join(" ")} ${driverWords(device.driver)} ${heard}`.toLowerCase(),
        };
      }),
    [devices, places, profiles, language],
  );
}

function List({ devices }: { readonly devices: readonly Device[] }) {
  const say = useTexts(listTexts);
  const canWrite = useCan("config.write");
  const wide = Grid.useBreakpoint().md === true;
  const [params, setParams] = useSearchParams();
  const rows = useRows(devices);
  const asked = params.get("q") ?? "";
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => words.every((word) => row.words.includes(word)));
  const put = (next: Readonly<Record<string, string | null>>) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [key, value] of Object.entries(next)) {
          if (value === null || value === "") after.delete(key);
          else after.set(key, value);
        }
        return after;
      },
      { replace: true },
    );
  const columns = useColumns(params.get("sort"), params.get("order"));
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
          onChange={(event) => put({ q: event.target.value, page: null })}
        />
        <span className="quiet" aria-live="polite">
          {words.length === 0 ? say("count", { n: rows.length }) : say("found", { n: found.length, all: rows.length })}
        </span>
        <span className="frame-space" />
        {canWrite ? <Add /> : null}
      </div>
      <Table<Row>
        size="small"
        rowKey={({ device }) => device.id}
        aria-label={say("list")}
        dataSource={found}
        columns={wide ? columns : columns.slice(0, 1)}
        showHeader={wide}
        pagination={{
          pageSize: PAGE_ROWS,
          hideOnSinglePage: true,
          showSizeChanger: false,
          current: Number(params.get("page") ?? 1),
        }}
        onChange={({ current = 1 }, _filters, sorter) => {
          const { columnKey, order } = Array.isArray(sorter) ? {} : sorter;
          put({
            page: current === 1 ? null : String(current),
            sort: order ? String(columnKey) : null,
            order: order === "descend" ? "descend" : null,
          });
        }}
        locale={{
          emptyText: (
            <Empty description={say("noMatch")}>
              <Button onClick={() => put({ q: null })}>{say("clear")}</Button>
            </Empty>
          ),
        }}
      />
    </>
  );
}

function useColumns(sort: string | null, order: string | null): ColumnsType<Row> {
  const say = useTexts(listTexts);
  const language = useLanguage();
  const wide = Grid.useBreakpoint().md === true;
  const sorted = (key: string) =>
    sort === key
      ? { sortOrder: order === "descend" ? ("descend" as const) : ("ascend" as const) }
      : { sortOrder: null };
  const by = (text: (row: Row) => string) => (one: Row, two: Row) => text(one).localeCompare(text(two), language);
  const every = ({ every: each }: Device) =>
    each === null || each === undefined ? say("push") : durationText(each, language);
  return [
    {
      title: say("device"),
      key: "device",
      sorter: by(({ device }) => device.name),
      ...sorted("device"),
      render: (_, { device, place, model }) => (
        <>
          <div className="settings-name">
            <Link to={`/settings/devices/${encodeURIComponent(device.id)}`}>{device.name}</Link>
            <small className="quiet">{device.id}</small>
            {device.enabled ? null : <span className="settings-off">{say("off")}</span>}
          </div>
          {wide ? null : (
            <>
              <div className="quiet settings-name">
                {[place, model, addressOf(device), every(device)].filter((part) => part !== "").join(" · ")}
              </div>
              <DeviceActs device={device} />
            </>
          )}
        </>
      ),
    },
    {
      title: say("place"),
      key: "place",
      width: "16%",
      sorter: by(({ place }) => place),
      ...sorted("place"),
      render: (_, { place }) =>
        place === "" ? <span className="quiet">{say("noPlace")}</span> : <span className="settings-name">{place}</span>,
    },
    {
      title: say("model"),
      key: "model",
      width: "24%",
      sorter: by(({ model }) => model),
      ...sorted("model"),
      render: (_, { model, device }) => (
        <>
          {model} <small className="quiet">{driverName(device.driver, language)}</small>
        </>
      ),
    },
    {
      title: say("address"),
      key: "address",
      width: "14%",
      sorter: by(({ device }) => addressOf(device)),
      ...sorted("address"),
      render: (_, { device }) => <span className="settings-name">{addressOf(device)}</span>,
    },
    { title: say("every"), key: "every", width: 110, render: (_, { device }) => every(device) },
    { title: say("acts"), key: "acts", width: 170, render: (_, { device }) => <DeviceActs device={device} /> },
  ];
}
