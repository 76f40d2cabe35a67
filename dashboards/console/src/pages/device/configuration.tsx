// How a device is configured, for those who may know how it is reached.

import { useProfileMap } from "../../api/campus.ts";
import type { Device } from "../../api/types.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Section } from "../../parts/section.tsx";
import { useCan } from "../../session/session.tsx";
import { connectionKey, connectionValue } from "../../words/connection.ts";
import { driverName } from "../../words/driver-names.ts";
import { durationText } from "../../words/duration.ts";
import { deviceTexts } from "./texts.ts";

export function Configuration({ device }: { readonly device: Device }) {
  const say = useTexts(deviceTexts);
  const language = useLanguage();
  const profile = useProfileMap().get(device.profile);
  const canRead = useCan("config.read");
  if (!canRead) return null;
  const { report = null, every = null, connection = null } = device;
  return (
    <Section title={say("configuration")}>
      <dl className="facts">
        <dt>{say("profile")}</dt>
        <dd>
          {profile?.label[language] ?? device.profile} <small className="quiet">{device.profile}</small>
        </dd>
        <dt>{say("driver")}</dt>
        <dd>{driverName(device.driver, language)}</dd>
        {connection === null ? null : (
          <>
            <dt>{say("address")}</dt>
            <dd>
              {Object.entries(connection).map(([key, value]) => (
                <div key={key}>
                  <span className="quiet">{connectionKey(key, language)}</span> {connectionValue(key, value, language)}
                </div>
              ))}
            </dd>
          </>
        )}
        <dt>{say("every")}</dt>
        <dd>{every === null ? say("push") : durationText(every, language)}</dd>
        <dt>{say("report")}</dt>
        <dd>
          {report === null
            ? say("reportAll")
            : say("reportChange", { atLeast: durationText(report.atLeast, language) })}
        </dd>
        {device.staleAfter === undefined ? null : (
          <>
            <dt>{say("staleAfter")}</dt>
            <dd>{durationText(device.staleAfter, language)}</dd>
          </>
        )}
      </dl>
    </Section>
  );
}
