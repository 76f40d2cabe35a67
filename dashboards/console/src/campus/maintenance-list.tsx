// The maintenance windows that run or are to come, so that nobody wonders why it is quiet; each can be ended before its time.
import { ToolOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import type { Maintenance } from "#gateway/contract/alarm-desk.ts";
import { useMaintenance } from "../api/alarms.ts";
import { useDeviceMap, usePlaceMap, usePlaces } from "../api/campus.ts";
import { call } from "../api/http.ts";
import { queryClient } from "../api/queries.ts";
import type { Place } from "../api/types.ts";
import { useTexts } from "../i18n/texts.ts";
import { useNow } from "../live/clock.ts";
import { Confirm } from "../parts/confirm.tsx";
import { useCan } from "../session/session.tsx";
import { timeText } from "../words/time.ts";
import { askForAlarms } from "./alarms.ts";
import { maintenanceTexts } from "./maintenance-texts.ts";
import { placesWithin } from "./places-tree.ts";
import "./maintenance.css";

/** `device`: only those that this device is in. Nothing at all while there is none. */
export function MaintenanceList({ device }: { readonly device?: string }) {
  const say = useTexts(maintenanceTexts);
  const now = useNow();
  const mayEnd = useCan("alarms.shelve");
  const place = useDeviceMap().get(device ?? "")?.place ?? null;
  const places = usePlaces().data?.places ?? [];
  const whatOf = useScopeText();
  const [ending, setEnding] = useState<Maintenance | null>(null);
  const all = useMaintenance(useCan("alarms.read")).data?.maintenance ?? [];
  const shown = all.filter(
    ({ scope, to }) => Date.parse(to) > now && (device === undefined || concerns(scope, device, place, places)),
  );
  if (shown.length === 0) return null;
  return (
    <ul className="maintenance">
      {shown.map((window) => {
        const { id, from, to, by, comment } = window;
        const runs = Date.parse(from) <= now;
        const times = { from: timeText(Date.parse(from), now), time: timeText(Date.parse(to), now) };
        return (
          <li key={id}>
            <ToolOutlined aria-hidden /> <strong>{say(runs ? "running" : "later")}</strong>
            <span className="maintenance-what">
              {say(runs ? "until" : "from", { what: whatOf(window), who: by, ...times })}
              {comment === null || comment === "" ? "" : `：${comment}`}
            </span>
            {mayEnd ? (
              <Button size="small" onClick={() => setEnding(window)}>
                {say("end")}
              </Button>
            ) : null}
          </li>
        );
      })}
      {ending === null ? null : <End window={ending} what={whatOf(ending)} close={() => setEnding(null)} />}
    </ul>
  );
}

function End({ window, what, close }: { readonly window: Maintenance; readonly what: string; close(): void }) {
  const say = useTexts(maintenanceTexts);
  const end = async () => {
    await call("DELETE", `/maintenance/${encodeURIComponent(window.id)}`);
    await askForAlarms(queryClient);
  };
  return (
    <Confirm title={say("endTitle", { what })} word={say("end")} act={end} close={close}>
      {say("endWhat")}
    </Confirm>
  );
}

/** A place with all that lies within it. */
function concerns(scope: Maintenance["scope"], device: string, at: string | null, places: readonly Place[]): boolean {
  if ("device" in scope) return scope.device === device;
  return "campus" in scope || (at !== null && placesWithin(scope.place, places).has(at));
}

/** What is under maintenance, by name. */
function useScopeText(): (window: Maintenance) => string {
  const say = useTexts(maintenanceTexts);
  const devices = useDeviceMap();
  const places = usePlaceMap();
  return ({ scope }) => {
    if ("device" in scope) return devices.get(scope.device)?.name ?? scope.device;
    return "place" in scope ? (places.get(scope.place)?.name ?? scope.place) : say("campus");
  };
}
