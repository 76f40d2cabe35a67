// A point by its name, as configured or as its profile calls it.
import { useDeviceMap, useProfileMap } from "../api/campus.ts";
import { useLanguage } from "../i18n/texts.ts";
import { pointName } from "../words/points.ts";

export function PointName({ device, point }: { readonly device: string; readonly point: string }) {
  const language = useLanguage();
  const known = useDeviceMap().get(device);
  const profile = useProfileMap().get(known?.profile ?? "");
  return pointName(point, known, profile, language);
}
