// The list of the alarm desk: causes with what they explain, and alarms; ten thousand of them scroll like thirty.
import { DownOutlined, RightOutlined } from "@ant-design/icons";
import { Grid } from "antd";
import type { AlarmDeskView } from "#gateway/contract/alarm-desk.ts";
import { useDeviceMap } from "../../api/campus.ts";
import { AlarmButton, useAlarmText } from "../../campus/alarm-row.tsx";
import { SeverityMark } from "../../campus/severity.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { VirtualRows } from "../../parts/virtual-rows.tsx";
import { type DeskRow, devicesIn, type GroupRow } from "./rows.ts";
import { deskTexts } from "./texts.ts";

const ROW_PX = 76;
/** On a phone the severity stands above. */
const NARROW_ROW_PX = 104;

interface Props {
  readonly rows: readonly DeskRow[];
  readonly current: number;
  readonly chattering: AlarmDeskView["chattering"];
  choose(key: string): void;
  toggle(group: GroupRow): void;
}

export function DeskList({ rows, current, chattering, choose, toggle }: Props) {
  const say = useTexts(deskTexts);
  const wide = Grid.useBreakpoint().md === true;
  const noisy = new Set(chattering.map(({ alarm }) => alarm));
  const line = (row: DeskRow, chosen: boolean) =>
    row.kind === "group" ? (
      <GroupLine row={row} chosen={chosen} choose={choose} toggle={toggle} />
    ) : (
      <>
        <AlarmButton alarm={row.alarm} chosen={chosen} choose={() => choose(row.key)} />
        {noisy.has(row.alarm.id) ? <small className="desk-noisy">{say("chattering")}</small> : null}
      </>
    );
  return (
    <VirtualRows
      count={rows.length}
      rowPx={wide ? ROW_PX : NARROW_ROW_PX}
      label={say("list")}
      current={current}
      keyOf={(index) => rows[index]?.key ?? String(index)}
      row={(index) => {
        const row = rows[index];
        if (row === undefined) return null;
        const severity = row.kind === "group" ? row.severity : row.alarm.severity;
        const chosen = index === current;
        const inside = row.kind === "alarm" && row.inside;
        return (
          <div
            className={`desk-row matter-${severity}${chosen ? " desk-row-chosen" : ""}${inside ? " desk-row-inside" : ""}`}
          >
            <SeverityMark severity={severity} />
            <div className="desk-row-text">{line(row, chosen)}</div>
          </div>
        );
      }}
    />
  );
}

/** The cause by name: its alarm and where that is, else the thing itself. */
export function useCauseText(): (row: GroupRow) => string {
  const say = useTexts(deskTexts);
  const textOf = useAlarmText();
  const devices = useDeviceMap();
  const nameOf = (id: string) => devices.get(id)?.name ?? id;
  return ({ root: { kind, id }, alarm }) => {
    if (alarm !== null) return alarm.device === null ? textOf(alarm) : `${nameOf(alarm.device)} ${textOf(alarm)}`;
    if (kind === "link") return say("linkRoot", { id });
    return kind === "device" ? say("deviceRoot", { name: nameOf(id) }) : kind === "gateway" ? say("gatewayRoot") : id;
  };
}

function GroupLine({
  row,
  chosen,
  choose,
  toggle,
}: Pick<Props, "choose" | "toggle"> & { readonly row: GroupRow; readonly chosen: boolean }) {
  const say = useTexts(deskTexts);
  const causeText = useCauseText();
  const devices = devicesIn(row);
  const { key, open, since, members } = row;
  return (
    <div className="desk-group">
      <button type="button" className="alarm-row" aria-pressed={chosen} onClick={() => choose(key)}>
        <span className="alarm-row-what">
          <strong>{causeText(row)}</strong>{" "}
          {devices > 0 ? say("withDevices", { n: devices }) : say("withAlarms", { n: members.length })}
        </span>
        <span className="matter-why quiet">
          <Age at={since} ageOnly />
        </span>
      </button>
      <button
        type="button"
        className="desk-toggle"
        aria-expanded={open}
        aria-label={`${say(open ? "collapse" : "expand")} ${causeText(row)}`}
        onClick={() => toggle(row)}
      >
        {open ? <DownOutlined aria-hidden /> : <RightOutlined aria-hidden />}
      </button>
    </div>
  );
}
