// By which roads alarms reach people, who is being called now, in which order, and the ledger of everything that was said to whom.
import { Alert } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { NothingYet } from "../../parts/nothing-yet.tsx";
import { Page } from "../../parts/page.tsx";
import { Section } from "../../parts/section.tsx";
import { useCan } from "../../session/session.tsx";
import { Calls } from "./calls.tsx";
import { Ledger } from "./ledger.tsx";
import { type RoadsAnswer, useRoads } from "./notify.ts";
import { Plans } from "./plans.tsx";
import { RoadCard } from "./road-card.tsx";
import { TestDialog } from "./test-dialog.tsx";
import { notifyTexts } from "./texts.ts";
import "./notify.css";

export default function NotifyPage() {
  const say = useTexts(notifyTexts);
  const roads = useRoads();
  const mayTest = useCan("config.write");
  const [testing, setTesting] = useState<string | null>(null);
  const tested = roads.data?.roads.find(({ id }) => id === testing);
  return (
    <Page title={say("title")} lead={say("lead")}>
      {roads.data?.trouble == null ? null : <NotInForce trouble={roads.data.trouble} />}
      <Loaded query={roads} empty={({ configured }) => !configured} nothing={<NotSetUp />}>
        {({ roads: known }) => (
          <>
            <Section title={say("roads")}>
              <ul className="notify-roads">
                {known.map((road) => (
                  <RoadCard key={road.id} road={road} {...(mayTest ? { test: () => setTesting(road.id) } : {})} />
                ))}
              </ul>
            </Section>
            <Calls />
            <Plans roads={known} />
            <Ledger roads={known} />
          </>
        )}
      </Loaded>
      {tested === undefined ? null : <TestDialog road={tested} close={() => setTesting(null)} />}
    </Page>
  );
}

function NotSetUp() {
  const say = useTexts(notifyTexts);
  const mayConfigure = useCan("config.write");
  return (
    <NothingYet title={say("notSetUp")} help={say("notSetUpHelp")}>
      {mayConfigure ? <Link to="/settings/text">{say("openSettings")}</Link> : null}
    </NothingYet>
  );
}

/** The settings of campus.yaml are not what runs. */
function NotInForce({ trouble: { since, detail } }: { readonly trouble: NonNullable<RoadsAnswer["trouble"]> }) {
  const say = useTexts(notifyTexts);
  return (
    <Alert
      type="warning"
      showIcon
      title={say("notInForce")}
      description={
        <>
          {say("notInForceHelp")} <span className="quiet">{detail}</span> <Age at={since} ageOnly />
        </>
      }
    />
  );
}
