// How a device that speaks SNMP is reached, and who asks: by a community, or as a user with passwords. Secrets are in files.
import { Form, Select } from "antd";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { connectionKey } from "../../../words/connection.ts";
import { Line, OneOf, Span } from "./connection-line.tsx";
import { networkTexts } from "./network-texts.ts";

const AUTH = ["sha256", "sha512", "sha384", "sha224", "sha", "md5"] as const;
const PRIVACY = ["aes", "aes256b", "aes256r", "des"] as const;

export function SnmpFields() {
  const say = useTexts(networkTexts);
  const version: unknown = Form.useWatch(["connection", "version"], { preserve: true });
  return (
    <div className="settings-fields">
      <Line name="snmp" help={say("snmp")} example="10.0.1.2" needed />
      <OneOf name="version" help={say("version")} options={["3", "2c"]} placeholder="2c" />
      {version === "3" ? (
        <User />
      ) : (
        <Line name="communityFile" help={say("communityFile")} example="secrets/sw.community" needed />
      )}
      <Uplinks />
      <Span name="timeout" help={say("timeoutHelp")} usual="2s" />
    </div>
  );
}

function User() {
  const say = useTexts(networkTexts);
  const auth: unknown = Form.useWatch(["connection", "auth"], { preserve: true });
  const privacy: unknown = Form.useWatch(["connection", "privacy"], { preserve: true });
  return (
    <>
      <Line name="user" help={say("user")} needed />
      <OneOf name="auth" help={say("auth")} options={AUTH} placeholder={say("none")} />
      {auth ? <Line name="authFile" help={say("authFile")} example="secrets/sw.auth" needed /> : null}
      <OneOf name="privacy" help={say("privacy")} options={PRIVACY} placeholder={say("none")} />
      {privacy ? <Line name="privacyFile" help={say("privacyFile")} example="secrets/sw.privacy" needed /> : null}
    </>
  );
}

/** Port numbers, which a list of tags has as texts. What is no number stays, for the gateway to say so. */
function Uplinks() {
  const say = useTexts(networkTexts);
  return (
    <Form.Item
      name={["connection", "uplinks"]}
      label={connectionKey("uplinks", useLanguage())}
      extra={say("uplinks")}
      normalize={(typed: readonly string[]) => typed.map((text) => (/^\d+$/.test(text) ? Number(text) : text))}
      getValueProps={(value: unknown) => ({ value: Array.isArray(value) ? value.map(String) : [] })}
    >
      <Select
        mode="tags"
        open={false}
        suffixIcon={null}
        tokenSeparators={[" ", ",", "，", "、"]}
        placeholder={say("uplinksPlaceholder")}
      />
    </Form.Item>
  );
}
