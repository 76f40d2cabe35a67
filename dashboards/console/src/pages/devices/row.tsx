// One device in the list: how it is, its name and place, and its main values as they come in.
import { memo } from "react";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import type { Device, Profile } from "../../api/types.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { useAtNow } from "../../live/clock.ts";
import { useDeviceLatest } from "../../live/hooks.ts";
import { Brief } from "../../parts/brief.tsx";
import { DeviceLink } from "../../parts/device-link.tsx";
import { ConditionWord, StateReason } from "../../parts/device-state.tsx";
import { driverName } from "../../words/driver-names.ts";
import { pointName } from "../../words/points.ts";
import { wordTexts } from "../../words/texts.ts";
import { ageText } from "../../words/time.ts";
import type { Listed } from "./filter.ts";
import { devicesTexts } from "./texts.ts";

/** So many values fit into a row. */
const SHOWN = 3;

/** Drawn again when its own device changes, not with every look at the list. */
export const DeviceRow = memo(function DeviceRow({ listed }: { readonly listed: Listed }) {
  const { device, place, profile, condition } = listed;
  const language = useLanguage();
  const say = useTexts(devicesTexts);
  const points = useDeviceLatest(device.id);
  return (
    <>
      <td className="devices-state">
        <ConditionWord condition={condition} />
        <StateReason device={device} condition={condition} />
      </td>
      <td className="devices-name">
        <DeviceLink id={device.id} withId />
      </td>
      <td className="devices-place">
        {place?.name ?? device.place ?? <span className="quiet">{say("noPlace")}</span>}
      </td>
      <td className="devices-values">
        <Values device={device} profile={profile} points={points} />
      </td>
      <td className="devices-age quiet">
        <NewestAge points={points} />
      </td>
      <td className="devices-model quiet">
        <div className="devices-model-name">{profile?.label[language] ?? device.profile}</div>
        {driverName(device.driver, language)}
      </td>
    </>
  );
});

interface ValuesProps {
  readonly device: Device;
  readonly profile: Profile | undefined;
  readonly points: readonly LatestPoint[];
}

/** The first values in the order of the profile; the others are counted. */
function Values({ device, profile, points }: ValuesProps) {
  const say = useTexts(devicesTexts);
  const language = useLanguage();
  if (points.length === 0) return <span className="quiet">{say("noValues")}</span>;
  return (
    <>
      {points.slice(0, SHOWN).map((point) => (
        <span key={point.point} className="devices-value">
          <span className="quiet">{pointName(point.point, device, profile, language)}</span> <Brief point={point} />
        </span>
      ))}
      {points.length > SHOWN ? <small className="quiet">{say("more", { n: points.length - SHOWN })}</small> : null}
    </>
  );
}

/** How long ago the newest value came. */
function NewestAge({ points }: { readonly points: readonly LatestPoint[] }) {
  const say = useTexts(wordTexts);
  const newest = Math.max(...points.map(({ receivedAt }) => (receivedAt === null ? 0 : Date.parse(receivedAt))), 0);
  return useAtNow((now) => (newest === 0 ? "—" : ageText(now - newest, say)));
}
