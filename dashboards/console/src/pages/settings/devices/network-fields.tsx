// How a UPS behind upsd is reached, and whom a probe asks.
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { connectionKey } from "../../../words/connection.ts";
import { Choice, Count, Line, Span } from "./connection-line.tsx";
import { formTexts } from "./form-texts.ts";
import { networkTexts } from "./network-texts.ts";

const MOST_PINGS = 20;

export function NutFields() {
  const say = useTexts(networkTexts);
  return (
    <div className="settings-fields">
      <Line name="nut" help={say("nut")} example="127.0.0.1" needed />
      <Line name="ups" help={say("ups")} example="ups" needed />
      <Line name="username" help={say("username")} />
      <Line name="passwordFile" help={say("passwordFile")} example="secrets/ups.password" />
      <Span name="timeout" help={say("timeoutHelp")} usual="5s" />
    </div>
  );
}

/** `asks`: the kind of probe that the profile is. */
export function ProbeFields({ asks }: { readonly asks: string }) {
  const say = useTexts(networkTexts);
  const form = useTexts(formTexts);
  const language = useLanguage();
  return (
    <div className="settings-fields">
      {asks === "ping" && <Line name="ping" help={say("ping")} example="10.0.0.1" needed />}
      {asks === "ping" && <Count name="count" help={say("count")} usual={3} most={MOST_PINGS} />}
      {asks === "connect" && <Line name="connect" help={say("connect")} example="10.0.7.2:554" needed />}
      {(asks === "http" || asks === "https") && (
        <Line name="url" help={say("url", { scheme: asks })} example={`${asks}://10.0.0.9/`} needed />
      )}
      {asks === "dns" && <Line name="dns" help={say("dns")} example="www.gov.cn" needed />}
      {asks === "dns" && <Line name="resolver" help={say("resolver")} example="10.0.0.1" needed />}
      {asks === "neighbours" ? (
        <>
          <Line name="neighbours" help={say("neighbours")} example="10.0.8.0/24" needed />
          <Choice
            name="sweep"
            label={connectionKey("sweep", language)}
            help={say("sweep")}
            on={form("yes")}
            off={form("no")}
          />
        </>
      ) : (
        <Span name="timeout" help={say("timeoutHelp")} usual="2s" />
      )}
    </div>
  );
}
