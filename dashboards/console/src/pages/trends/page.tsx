// The courses of some points, of any devices, in one chart: which ones and over how long stands in the address.
import { CloseOutlined } from "@ant-design/icons";
import { Button, Empty, Select, Tag } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useDeviceMap } from "../../api/campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { CopyLink } from "../../parts/copy-link.tsx";
import { Page } from "../../parts/page.tsx";
import { type Described, useCoursePoints, useDescribed } from "../../trends/described.ts";
import { TrendPanel } from "../../trends/panel.tsx";
import { RangePicker } from "../../trends/range-picker.tsx";
import { MOST_SERIES, type Series, seriesIn, seriesKey, trendsAddress } from "../../trends/series.ts";
import { trendTexts } from "../../trends/texts.ts";
import { useWindow } from "../../trends/window.ts";
import "../../parts/section.css";

export default function TrendsPage() {
  const say = useTexts(trendTexts);
  const [params, setParams] = useSearchParams();
  const series = seriesIn(params);
  const described = useDescribed(series);
  const { window, look } = useWindow();
  const put = (next: readonly Series[]) =>
    setParams(new URLSearchParams(trendsAddress(next, params).split("?")[1]), { replace: true });
  const fixed = () => {
    const { fromMs, toMs } = window;
    const moments = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
    return `${location.origin}${trendsAddress(series, new URLSearchParams(moments))}`;
  };
  return (
    <Page title={say("pageTitle")} lead={say("pageLead")} acts={<CopyLink address={fixed} />}>
      <section className="section">
        <div className="trend-chosen">
          {described.map((one) => (
            <Chosen
              key={seriesKey(one.series)}
              one={one}
              remove={() => put(series.filter((each) => each !== one.series))}
            />
          ))}
          <Adder series={series} add={(one) => put([...series, one])} />
        </div>
        <RangePicker window={window} look={look} />
        {described.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("choose")} />
        ) : (
          <TrendPanel key={series.map(seriesKey).join()} described={described} window={window} look={look} tall />
        )}
      </section>
    </Page>
  );
}

function Chosen({ one: { series, device, name }, remove }: { readonly one: Described; remove(): void }) {
  const say = useTexts(trendTexts);
  return (
    <Tag className="trend-tag">
      <Link to={`/devices/${encodeURIComponent(series.device)}`}>{device?.name ?? series.device}</Link> · {name}{" "}
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={say("remove", { name })} onClick={remove} />
    </Tag>
  );
}

/** Two choices and it is there. */
function Adder({ series, add }: { readonly series: readonly Series[]; add(one: Series): void }) {
  const say = useTexts(trendTexts);
  const devices = useDeviceMap();
  const [id, setId] = useState<string | null>(series.at(-1)?.device ?? null);
  const points = useCoursePoints(devices.get(id ?? ""));
  const known = new Set(series.map(seriesKey));
  if (series.length >= MOST_SERIES) return <small className="quiet">{say("full")}</small>;
  return (
    <>
      <Select
        showSearch={{ optionFilterProp: "label" }}
        size="small"
        value={id}
        placeholder={say("device")}
        aria-label={say("device")}
        options={[...devices.values()].map(({ id: value, name }) => ({ value, label: name }))}
        onChange={setId}
      />
      <Select<string | null>
        showSearch={{ optionFilterProp: "label" }}
        size="small"
        value={null}
        disabled={points.length === 0}
        placeholder={`+ ${say("point")}`}
        aria-label={say("point")}
        options={points
          .filter((one) => !known.has(seriesKey(one.series)))
          .map((one) => ({ value: one.series.point, label: one.name }))}
        onChange={(point) => {
          if (id !== null && point !== null) add({ device: id, point });
        }}
      />
    </>
  );
}
