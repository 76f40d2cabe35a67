// The secret of a device that sends to us: whether it has one, and a new one in place of the old.
import { KeyOutlined } from "@ant-design/icons";
import { Button, Flex, Modal } from "antd";
import { useState } from "react";
import { call } from "../../../api/http.ts";
import { useChange } from "../../../api/queries.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Confirm } from "../../../parts/confirm.tsx";
import { Section } from "../../../parts/section.tsx";
import { useWithFreshSignIn } from "../../../session/fresh-sign-in.tsx";
import { useCan } from "../../../session/session.tsx";
import { itemPath } from "../change/config.ts";
import type { Item } from "../change/merge.ts";
import { Secret } from "./secret.tsx";
import { trialTexts } from "./trial-texts.ts";

export function CredentialSection({ device }: { readonly device: Item }) {
  const say = useTexts(trialTexts);
  const canWrite = useCan("config.write");
  const fresh = useWithFreshSignIn();
  const [asking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const make = useChange(
    () => fresh(() => call<{ secret: string }>("POST", `${itemPath("devices", String(device.id))}/secret`)),
    ["/config"],
  );
  return (
    <Section title={say("credential")}>
      <Flex gap="small" align="center" wrap>
        <span>{device.credential === undefined ? say("credentialNone") : say("credentialSet")}</span>
        {canWrite ? (
          <Button icon={<KeyOutlined />} onClick={() => setAsking(true)}>
            {say("newSecret")}
          </Button>
        ) : null}
      </Flex>
      {asking ? (
        <Confirm
          title={say("newSecretTitle", { name: String(device.name) })}
          word={say("newSecret")}
          danger={device.credential !== undefined}
          act={async () => setSecret((await make.mutateAsync(undefined)).secret)}
          close={() => setAsking(false)}
        >
          {say("newSecretWhy")}
        </Confirm>
      ) : null}
      {secret === null ? null : (
        <Modal
          open
          width={640}
          title={say("secretTitle")}
          mask={{ closable: false }}
          onCancel={() => setSecret(null)}
          footer={<Button onClick={() => setSecret(null)}>{say("close")}</Button>}
        >
          <Secret device={device} secret={secret} />
        </Modal>
      )}
    </Section>
  );
}
