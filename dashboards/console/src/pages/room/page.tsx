// A technical room at a glance: what needs a person, its values with the worst first, its courses, its open repairs.
import { CheckCircleOutlined } from "@ant-design/icons";
import { Empty, Flex, Select, Skeleton } from "antd";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import type { Place } from "../../api/types.ts";
import { AlarmRow } from "../../campus/alarm-row.tsx";
import { useAlarms } from "../../campus/alarms.ts";
import { grouped, worstFirst } from "../../campus/attention.ts";
import { MatterRow, matterKey } from "../../campus/matter-row.tsx";
import { placeView } from "../../campus/place-view.ts";
import { SeverityMark } from "../../campus/severity.tsx";
import { type Campus, useCampus } from "../../campus/use-campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { PointName } from "../../parts/point-name.tsx";
import { Quantity } from "../../parts/quantity.tsx";
import { Section } from "../../parts/section.tsx";
import { useCan } from "../../session/session.tsx";
import { useDescribed } from "../../trends/described.ts";
import { TrendPanel } from "../../trends/panel.tsx";
import { RangePicker } from "../../trends/range-picker.tsx";
import { useWindow } from "../../trends/window.ts";
import { TicketRows } from "../tickets/ticket-rows.tsx";
import { useTickets } from "../tickets/use-tickets.ts";
import { alarmedPoints, technicalRooms, worstPointsFirst } from "./order.ts";
import { roomTexts } from "./texts.ts";
import "./room.css";

/** All that a room of a school has. */
const MOST_VALUES = 200;
const COURSES = 4;
const NO_ALARMS: readonly Alarm[] = [];

export default function RoomPage() {
  const say = useTexts(roomTexts);
  const campus = useCampus();
  const [params, setParams] = useSearchParams();
  if (campus === null) return <Skeleton active />;
  const rooms = technicalRooms(campus.places);
  const room = rooms.find(({ id }) => id === params.get("room")) ?? rooms[0];
  if (room === undefined)
    return (
      <Page title={say("title")}>
        <Empty description={say("noRoom")} />
      </Page>
    );
  const choice = (
    <Select
      aria-label={say("room")}
      className="room-choice"
      value={room.id}
      options={rooms.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id: string) => setParams({ room: id }, { replace: true })}
    />
  );
  return (
    <Page
      title={room.name}
      tab={say("title")}
      lead={<Link to={`/places/${encodeURIComponent(room.id)}`}>{say("toPlace")}</Link>}
      acts={rooms.length > 1 ? choice : null}
    >
      <Room key={room.id} room={room} campus={campus} />
    </Page>
  );
}

function Room({ room, campus }: { readonly room: Place; readonly campus: Campus }) {
  const say = useTexts(roomTexts);
  const { ids, points } = placeView(room, campus, MOST_VALUES);
  const alarms = (useAlarms("open").data?.alarms ?? NO_ALARMS).filter(({ device }) => ids.has(device ?? ""));
  const ordered = worstPointsFirst(points, alarmedPoints(alarms));
  const mayRepair = useCan("tickets.read");
  return (
    <div className="room">
      <div className="room-column">
        <Needs campus={campus} ids={ids} alarms={alarms} />
        <Values points={ordered} alarms={alarms} />
      </div>
      <div className="room-column">
        <Courses points={ordered} />
        {mayRepair ? <Repairs ids={ids} room={room.id} /> : null}
      </div>
      {points.length === 0 ? <p className="quiet">{say("noValues")}</p> : null}
    </div>
  );
}

interface NeedsProps {
  readonly campus: Campus;
  readonly ids: ReadonlySet<string>;
  readonly alarms: readonly Alarm[];
}

function Needs({ campus, ids, alarms }: NeedsProps) {
  const say = useTexts(roomTexts);
  const go = useNavigate();
  const matters = worstFirst(campus.deviceMatters.filter(({ device }) => ids.has(device.id)));
  const n = alarms.length + matters.length;
  if (n === 0)
    return (
      <section className="panel room-fine">
        <CheckCircleOutlined aria-hidden /> {say("fine")}
      </section>
    );
  return (
    <section className="panel" aria-label={say("need", { n })}>
      <h2>{say("need", { n })}</h2>
      <ul className="matters">
        {alarms.map((alarm) => (
          <AlarmRow
            key={alarm.id}
            alarm={alarm}
            chosen={false}
            choose={() => void go(`/alarms?id=${encodeURIComponent(alarm.id)}`)}
          />
        ))}
        {grouped(matters).map((matter) => (
          <MatterRow key={matterKey(matter)} matter={matter} withPlace={false} />
        ))}
      </ul>
    </section>
  );
}

function Values({ points, alarms }: { readonly points: readonly LatestPoint[]; readonly alarms: readonly Alarm[] }) {
  const say = useTexts(roomTexts);
  const alarmed = alarmedPoints(alarms);
  if (points.length === 0) return null;
  return (
    <Section title={say("values")}>
      <dl className="room-values">
        {points.map((point) => {
          const key = `${point.device} ${point.point}`;
          const alarm = alarmed.get(key);
          return (
            <div key={key}>
              <dt>
                {alarm === undefined ? null : <SeverityMark severity={alarm.severity} />}{" "}
                <PointName device={point.device} point={point.point} withDevice />
              </dt>
              <dd>
                <Quantity point={point} />
              </dd>
            </div>
          );
        })}
      </dl>
    </Section>
  );
}

/** Numbers that need a look first, else the most telling ones. */
function Courses({ points }: { readonly points: readonly LatestPoint[] }) {
  const say = useTexts(roomTexts);
  const numbers = points.filter((each) => typeof (each.value ?? each.lastGood?.value) === "number").slice(0, COURSES);
  const described = useDescribed(numbers.map(({ device, point }) => ({ device, point })));
  const { window, look } = useWindow();
  if (described.length === 0) return null;
  return (
    <Section title={say("trends")} acts={<RangePicker window={window} look={look} />}>
      {described.map((one) => (
        <TrendPanel
          key={`${one.series.device} ${one.series.point}`}
          described={[{ ...one, name: `${one.device?.name ?? one.series.device} · ${one.name}` }]}
          window={window}
          look={look}
        />
      ))}
    </Section>
  );
}

function Repairs({ ids, room }: { readonly ids: ReadonlySet<string>; readonly room: string }) {
  const say = useTexts(roomTexts);
  const tickets = (useTickets(false).data?.tickets ?? []).filter(
    ({ place, device }) => place === room || (device !== null && ids.has(device)),
  );
  if (tickets.length === 0) return null;
  return (
    <Section title={say("repairs")}>
      <Flex vertical>
        <TicketRows tickets={tickets} />
      </Flex>
    </Section>
  );
}
