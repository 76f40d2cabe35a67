// A test of one road: to whom, what happens, and what became of it.
import { Flex, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { REACHES, type RoadView } from "#gateway/contract/notify.ts";
import { useChange } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { LEDGER, type Names, NOTIFY, testRoad, useNames } from "./notify.ts";
import { TestResult } from "./test-result.tsx";
import { notifyTexts } from "./texts.ts";

interface Props {
  readonly road: RoadView;
  close(): void;
}

export function TestDialog({ road, close }: Props) {
  const [sent, setSent] = useState<number | null>(null);
  return sent === null ? (
    <Ask road={road} close={close} sent={setSent} />
  ) : (
    <TestResult road={road} n={sent} close={close} />
  );
}

/** Two of one name are told apart by their telephones. */
function labelOf({ name, phones }: Names["people"][number], people: Names["people"]): string {
  const [phone] = phones ?? [];
  const isAlone = people.filter((other) => other.name === name).length === 1;
  return isAlone || phone === undefined ? name : `${name} · ${phone}`;
}

function Ask({ road, close, sent }: Props & { sent(n: number): void }) {
  const say = useTexts(notifyTexts);
  const { posts, people } = useNames();
  const reaches = REACHES[road.kind];
  const choices = reaches === "person" ? people : reaches === "post" ? posts : null;
  const [chosen, setChosen] = useState<string | null>(null);
  const to = chosen ?? (choices?.length === 1 ? (choices[0]?.id ?? null) : null);
  const change = useChange(
    () => testRoad(road.id, to === null ? {} : reaches === "person" ? { person: to } : { post: to }),
    [NOTIFY, LEDGER],
  );
  return (
    <Confirm
      title={say("testTitle", { road: road.name })}
      word={say("test")}
      ready={choices === null || to !== null}
      act={async () => sent(await change.mutateAsync(undefined))}
      close={() => undefined}
      giveUp={close}
    >
      <Flex vertical gap="small">
        {say("testWhat")}
        {choices === null ? (
          <span className="quiet">{say(reaches === "county" ? "testCounty" : "testGroup")}</span>
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
            options={choices.map((one) => ({ value: one.id, label: labelOf(one, choices) }))}
            onChange={setChosen}
          />
        )}
      </Flex>
    </Confirm>
  );
}
