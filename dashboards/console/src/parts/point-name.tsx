// A point by its name, as configured or as its profile calls it.
import { useDeviceMap, useProfileMap } from "../api/campus.ts";
import { useLanguage } from "../i18n/texts.ts";
import { pointName } from "../words/points.ts";

interface Props {
  readonly device: string;
  readonly point: string;
  /** With the device's name before it. */
  readonly withDevice?: boolean;
}

export function PointName({ device, point, withDevice = false }: Props) {
  const language = useLanguage();
  const known = useDeviceMap().get(device);
  const profile = useProfileMap().get(known?.profile ?? "");
  const name = pointName(point, known, profile, language);
  return withDevice && known !== undefined ? `${known.name} · ${name}` : name;
}
