// Tells, marked as a test, what an alarm of a rule would tell: to try the plan and its roads before the night does.
import { App, Flex, Radio } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import { call } from "../../../api/http.ts";
import { useChange } from "../../../api/queries.ts";
import { useAlarmText } from "../../../campus/alarm-row.tsx";
import { useTexts } from "../../../i18n/texts.ts";
import { Confirm } from "../../../parts/confirm.tsx";
import { rulesTexts } from "./texts.ts";

type Steps = "first" | "all";

export function TestRule({ rule, close }: { readonly rule: RuleView; close(): void }) {
  const say = useTexts(rulesTexts);
  const name = useAlarmText()({ ...rule, rule: rule.id });
  const { message } = App.useApp();
  const [steps, setSteps] = useState<Steps>("first");
  const fire = useChange(
    () =>
      call<{ readonly deliveries: readonly number[] }>("POST", `/notify/rules/${encodeURIComponent(rule.id)}/test`, {
        body: { steps },
      }),
    ["/notify"],
  );
  return (
    <Confirm
      title={say("testTitle", { name })}
      word={say("testNow")}
      act={async () => {
        const { deliveries } = await fire.mutateAsync(undefined);
        void message.success(
          <>
            {say("tested", { n: deliveries.length })} <Link to="/notify">{say("testSeen")}</Link>
          </>,
        );
      }}
      close={close}
    >
      <Flex vertical gap="small">
        {say("testWhat")}
        <Radio.Group
          value={steps}
          onChange={({ target }) => setSteps(target.value === "all" ? "all" : "first")}
          options={[
            { value: "first", label: say("testFirst") },
            { value: "all", label: say("testAll") },
          ]}
        />
      </Flex>
    </Confirm>
  );
}
