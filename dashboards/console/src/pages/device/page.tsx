// One device: how it is and since when, its values and their course, what it can be told, and what the wire says.
import { EditOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Link, useParams } from "react-router";
import { usePlaceMap, useProfileMap } from "../../api/campus.ts";
import { useGet } from "../../api/queries.ts";
import type { Device } from "../../api/types.ts";
import { MaintenanceButton } from "../../campus/maintenance-button.tsx";
import { MaintenanceList } from "../../campus/maintenance-list.tsx";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { useFollowDevices } from "../../live/devices.ts";
import { DeviceState } from "../../parts/device-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { useCan } from "../../session/session.tsx";
import { CommandPanel } from "./commands/panel.tsx";
import { Configuration } from "./configuration.tsx";
import { DesiredSettings } from "./desired.tsx";
import { LastEntries } from "./entries.tsx";
import { BadMessage, RawAnswer } from "./raw.tsx";
import { deviceTexts } from "./texts.ts";
import { Trends } from "./trends.tsx";
import { Values } from "./values.tsx";
import "./device.css";

/** What the wire says changes without an entry. */
const AGAIN_MS = 5000;

export default function DevicePage() {
  const say = useTexts(deviceTexts);
  const { id = "" } = useParams();
  const canEdit = useCan("config.write");
  const mayShelve = useCan("alarms.shelve");
  const query = useGet<Device>(`/devices/${encodeURIComponent(id)}`, { refresh: AGAIN_MS });
  useFollowDevices(id);
  const name = query.data?.name ?? id;
  const title = (
    <>
      {name} {name === id ? null : <small className="quiet device-id">{id}</small>}
    </>
  );
  const edit = canEdit ? (
    <Link to={`/settings/devices/${encodeURIComponent(id)}`}>
      <Button icon={<EditOutlined />}>{say("edit")}</Button>
    </Link>
  ) : null;
  return (
    <Page
      title={title}
      tab={name}
      acts={
        <>
          <Link to="/devices">
            <Button>{say("back")}</Button>
          </Link>
          {mayShelve ? <MaintenanceButton device={id} /> : null}
          {edit}
        </>
      }
      {...(query.data === undefined ? {} : { lead: <Lead device={query.data} /> })}
    >
      <MaintenanceList device={id} />
      {/* A page that shows one device must not keep the forms of the one before. */}
      <Loaded query={query}>{(device) => <Detail key={device.id} device={device} />}</Loaded>
    </Page>
  );
}

function Lead({ device }: { readonly device: Device }) {
  const say = useTexts(deviceTexts);
  const language = useLanguage();
  const place = usePlaceMap().get(device.place ?? "");
  const profile = useProfileMap().get(device.profile);
  return (
    <span className="device-lead">
      <DeviceState device={device} why />
      {device.place === null ? (
        <span>{say("noPlace")}</span>
      ) : (
        <Link to={`/places/${encodeURIComponent(device.place)}`}>{place?.name ?? device.place}</Link>
      )}
      <span>{profile?.label[language] ?? device.profile}</span>
    </span>
  );
}

function Detail({ device }: { readonly device: Device }) {
  const canSee = useCan("entries.read");
  const canRead = useCan("config.read");
  return (
    <div className="device-columns">
      <div className="device-column">
        <div className="device-first">
          <Values device={device} />
        </div>
        <Trends device={device} />
      </div>
      <div className="device-column">
        <div className="device-acts">
          <CommandPanel device={device} />
        </div>
        {canSee ? <LastEntries device={device.id} /> : null}
        <Configuration device={device} />
        {canRead && device.driver === "mqtt" ? <DesiredSettings device={device.id} /> : null}
        {device.polling === null ? <BadMessage bad={device.lastBad ?? null} /> : <RawAnswer polling={device.polling} />}
      </div>
    </div>
  );
}
