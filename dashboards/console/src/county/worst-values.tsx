// The worst values of a campus: never without unit and age; where they are old, they say so.
import type { CampusView } from "#gateway/contract/county.ts";
import { pointLabel } from "#gateway/contract/point-labels.ts";
import { useLanguage } from "../i18n/texts.ts";
import { Age } from "../parts/age.tsx";
import { quantityText } from "../words/quantity.ts";

interface Props {
  readonly campus: Pick<CampusView, "worst" | "link">;
  readonly none: string;
  readonly most: number;
}

/** What a machine room asks first. */
const ORDER = ["temperature", "battery", "load", "humidity"];

export function WorstValues({ campus: { worst, link }, none, most }: Props) {
  const language = useLanguage();
  if (worst.length === 0) return <span className="quiet">{none}</span>;
  return [...worst]
    .sort((a, b) => ORDER.indexOf(a.point) - ORDER.indexOf(b.point))
    .slice(0, most)
    .map(({ point, unit, value, device, at }) => (
      <span key={`${point} ${device}`} className={link.state === "up" ? "worst" : "worst worst-old"} title={device}>
        {pointLabel(point)[language]} {quantityText(value, unit, "", "")}{" "}
        <small className="quiet">
          · <Age at={at} ageOnly />
        </small>
      </span>
    ));
}
