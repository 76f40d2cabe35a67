// What became of a test that is under way: waited for here, so that nobody goes away believing that it worked.
import { Alert, Button, Modal, Spin } from "antd";
import type { Delivery, RoadView } from "#gateway/contract/notify.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { timeText } from "../../words/time.ts";
import { useTest } from "./notify.ts";
import { Raw } from "./road-card.tsx";
import { useRoadWhy } from "./road-state.ts";
import { notifyTexts } from "./texts.ts";

interface Props {
  readonly road: RoadView;
  /** Its number in the ledger. */
  readonly n: number;
  close(): void;
}

export function TestResult({ road, n, close }: Props) {
  const say = useTexts(notifyTexts);
  const test = useTest(road.id, n);
  return (
    <Modal
      open
      width={460}
      title={say("testTitle", { road: road.name })}
      onCancel={close}
      footer={<Button onClick={close}>{say("close")}</Button>}
    >
      <div className="notify-test" role="status" data-test={test?.state ?? "queued"}>
        <Outcome road={road} test={test} n={n} />
      </div>
    </Modal>
  );
}

function Outcome({ road, test, n }: Omit<Props, "close"> & { readonly test: Delivery | null }) {
  const say = useTexts(notifyTexts);
  const whyOf = useRoadWhy();
  const now = useNow();
  const why = test?.code == null ? null : whyOf(test.code, road.condition);
  const said = (
    <>
      {why}
      <Raw text={test?.detail ?? null} />
    </>
  );
  switch (test?.state) {
    case "accepted":
      return <Alert type="success" showIcon title={say("testWorked")} description={say("testWorkedHelp")} />;
    case "failed":
    case "dropped":
      return <Alert type="error" showIcon title={say("testFailed")} description={said} />;
    case "unknown":
      return <Alert type="warning" showIcon title={say("testUnknown")} description={said} />;
    default:
      if (test?.code != null && test.nextAt !== null) {
        const time = timeText(Date.parse(test.nextAt), now);
        return <Alert type="warning" showIcon title={say("testAgain", { time })} description={said} />;
      }
      return (
        <>
          <Spin size="small" /> {say("testRuns")}
          <p className="quiet">{say("testRunsHelp", { n })}</p>
        </>
      );
  }
}
