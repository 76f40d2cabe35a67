// The open alarms of one campus.
import type { CountyAlarms } from "#gateway/contract/county.ts";
import { useGet } from "../../../api/queries.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { AlarmLine } from "../../alarm-line.tsx";
import { campusPageTexts } from "./texts.ts";

const AGAIN_MS = 30_000;

export function CampusAlarms({ campus }: { readonly campus: string }) {
  const say = useTexts(campusPageTexts);
  const alarms = useGet<CountyAlarms>(`/campuses/${campus}/alarms`, { refresh: AGAIN_MS });
  return (
    <section className="panel">
      <h2>{say("openAlarms")}</h2>
      <Loaded
        query={alarms}
        empty={(answer) => answer.alarms.length === 0}
        nothing={<p className="panel-quiet">{say("noAlarms")}</p>}
      >
        {(answer) => (
          <>
            <ul className="county-alarms">
              {answer.alarms.map((alarm) => (
                <li key={alarm.id}>
                  <AlarmLine alarm={alarm} />
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </section>
  );
}
