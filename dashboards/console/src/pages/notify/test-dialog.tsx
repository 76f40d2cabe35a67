// A test of one road: to whom, what happens, and where the result stands.
import { App, Flex, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { REACHES, type RoadView } from "#gateway/contract/notify.ts";
import { useChange } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { NOTIFY, testRoad, useNames } from "./notify.ts";
import { notifyTexts } from "./texts.ts";

export function TestDialog({ road, close }: { readonly road: RoadView; close(): void }) {
  const say = useTexts(notifyTexts);
  const { message } = App.useApp();
  const { posts, people } = useNames();
  const reaches = REACHES[road.kind];
  const choices = reaches === "person" ? people : reaches === "post" ? posts : null;
  const [chosen, setChosen] = useState<string | null>(null);
  const to = chosen ?? (choices?.length === 1 ? (choices[0]?.id ?? null) : null);
  const change = useChange(
    () => testRoad(road.id, to === null ? {} : reaches === "person" ? { person: to } : { post: to }),
    [NOTIFY],
  );
  return (
    <Confirm
      title={say("testTitle", { road: road.name })}
      word={say("test")}
      ready={choices === null || to !== null}
      act={async () => {
        const n = await change.mutateAsync(undefined);
        void message.success(say("testSent", { n }));
      }}
      close={close}
    >
      <Flex vertical gap="small">
        {say("testWhat")}
        {choices === null ? (
          <span className="quiet">{say("testGroup")}</span>
        ) : choices.length === 0 ? (
          <span>
            {say("noPeople")} <Link to="/duty?tab=people">{say("addPeople")}</Link>
          </span>
        ) : (
          <Select<string>
            aria-label={say("testTo")}
            placeholder={say(reaches === "person" ? "choosePerson" : "choosePost")}
            value={to}
            showSearch={{ optionFilterProp: "label" }}
            options={choices.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setChosen}
          />
        )}
      </Flex>
    </Confirm>
  );
}
