// What an account may see, in words: the names of places and devices, or their numbers when there are many.
import { Tooltip } from "antd";
import { useDeviceMap, usePlaceMap } from "../../api/campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import type { Scope } from "./scope.ts";
import { peopleTexts } from "./texts.ts";

const NAMED = 3;

export function ScopeWords({ scope }: { readonly scope: Scope }) {
  const say = useTexts(peopleTexts);
  const places = usePlaceMap();
  const devices = useDeviceMap();
  if (scope === null) return say("all");
  const names = [
    ...scope.places.map((id) => places.get(id)?.name ?? id),
    ...scope.devices.map((id) => devices.get(id)?.name ?? id),
  ].join(say("comma"));
  const many = scope.places.length + scope.devices.length > NAMED;
  if (!many) return <span className="people-names">{names === "" ? "—" : names}</span>;
  return (
    <Tooltip title={names}>
      <span>{say("some", { places: scope.places.length, devices: scope.devices.length })}</span>
    </Tooltip>
  );
}
