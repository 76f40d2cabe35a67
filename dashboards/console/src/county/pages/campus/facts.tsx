// The facts about a campus: connection, availability, devices, data, versions.
import type { CampusView } from "#gateway/contract/county.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Age } from "../../../parts/age.tsx";
import { useFleet, usualVersion } from "../../fleet.ts";
import { countyTexts } from "../../texts.ts";
import { WorstValues } from "../../worst-values.tsx";
import { CatchingUp } from "./catching-up.tsx";
import { campusPageTexts } from "./texts.ts";

const CLOCK_OFF_MS = 1000;

export function Facts({ campus }: { readonly campus: CampusView }) {
  const say = useTexts(campusPageTexts);
  const county = useTexts(countyTexts);
  const usual = usualVersion(useFleet().data?.campuses ?? []);
  const { link, availability, devices, backlog, lostFrames, quarantined, version, clockOffsetMs, certificateUntil } =
    campus;
  const offset = Math.abs(clockOffsetMs ?? 0);
  return (
    <section className="panel">
      <h2>{say("state")}</h2>
      <dl className="facts panel-body">
        <dt>{county("lastSeen")}</dt>
        <dd>{link.lastSeen === null ? county("unknown") : <Age at={link.lastSeen} />}</dd>
        <dt>{say("availability")}</dt>
        <dd className="campus-availability">
          {link.state === "unknown"
            ? "—"
            : (["day", "week", "month"] as const).map((span) => (
                <span key={span}>
                  {say(span)} <strong>{share(availability[span])}</strong>
                </span>
              ))}
        </dd>
        <dt>{county("devices")}</dt>
        <dd>
          {devices.known === 0
            ? county("devicesNone")
            : county("devicesUp", { up: devices.online, all: devices.known })}
        </dd>
        <dt>{say("worst")}</dt>
        <dd>
          <WorstValues campus={campus} none="—" most={4} />
        </dd>
        <dt>{say("backlog")}</dt>
        <dd>
          {backlog.frames > 0 ? county("backlogNow", { n: backlog.frames }) : county("noBacklog")}
          {backlog.newest === null ? null : (
            <>
              {" "}
              · {county("dataUntil")} <Age at={backlog.newest} />
            </>
          )}
          {link.state === "up" ? <CatchingUp campus={campus.id} /> : null}
        </dd>
        {lostFrames === 0 ? null : (
          <>
            <dt>{say("lost")}</dt>
            <dd>{say("lostFrames", { n: lostFrames })}</dd>
          </>
        )}
        {quarantined === 0 ? null : (
          <>
            <dt>{say("quarantined")}</dt>
            <dd>{say("refused", { n: quarantined })}</dd>
          </>
        )}
        <dt>{county("version")}</dt>
        <dd>
          {version ?? "—"}
          {version !== null && usual !== null && version !== usual ? ` · ${county("versionDrift", { usual })}` : null}
          {offset < CLOCK_OFF_MS ? null : ` · ${county("clockOff", { n: Math.round(offset / 1000) })}`}
        </dd>
        <dt>{say("certificateUntil")}</dt>
        <dd>{certificateUntil === null ? say("noCertificate") : <Age at={certificateUntil} timeOnly />}</dd>
      </dl>
    </section>
  );
}

/** `99.7 %`; never 100 while something is missing. */
function share(part: number): string {
  return `${Math.floor(part * 1000) / 10} %`;
}
