// One line per device and reason; opened, it says what that means, what to do, and shows what the device sent.
import { Flex, Grid, Table, Typography } from "antd";
import { Link } from "react-router";
import type { Entry } from "#gateway/contract/entry.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { DeviceLink } from "../../parts/device-link.tsx";
import { OffScreen } from "../../parts/off-screen.tsx";
import { useSession } from "../../session/session.tsx";
import { useWords } from "../../words/speech.ts";
import type { LossGroup } from "./groups.ts";
import { reasonKey, reasonTexts } from "./reasons.ts";
import { sampleOf } from "./sample.ts";
import { lossesTexts } from "./texts.ts";

const PER_PAGE = 50;

export function LossTable({ groups }: { readonly groups: readonly LossGroup[] }) {
  const say = useTexts(lossesTexts);
  const words = useWords();
  const wide = Grid.useBreakpoint().md === true;
  const who = ({ device, consumer }: LossGroup) =>
    device === null ? (
      <span>{consumer === null ? say("system") : say("consumer", { name: consumer })}</span>
    ) : (
      <DeviceLink id={device} withId={wide} />
    );
  const why = ({ reason }: LossGroup) => (reason === "" ? "—" : words.code(reason));
  return (
    <Table<LossGroup>
      size="middle"
      rowKey="key"
      aria-label={say("groups")}
      dataSource={[...groups]}
      pagination={groups.length <= PER_PAGE ? false : { pageSize: PER_PAGE, showSizeChanger: false }}
      expandable={{
        expandedRowRender: (group) => <Why group={group} />,
        expandRowByClick: true,
        columnTitle: <OffScreen>{say("remedy")}</OffScreen>,
        ...(groups.length === 1 ? { defaultExpandAllRows: true } : {}),
      }}
      columns={
        wide
          ? [
              { title: say("device"), key: "device", render: (_, group) => who(group) },
              { title: say("what"), key: "what", render: (_, group) => words.type(group.type) },
              { title: say("reason"), key: "reason", render: (_, group) => why(group) },
              {
                title: say("count"),
                key: "count",
                align: "end",
                sorter: (a, b) => a.count - b.count,
                render: (_, { count }) => count,
              },
              {
                title: say("last"),
                key: "last",
                sorter: (a, b) => (a.last < b.last ? -1 : 1),
                render: (_, { last }) => <Age at={last} />,
              },
            ]
          : [
              {
                title: say("device"),
                key: "device",
                render: (_, group) => (
                  <>
                    <div>{who(group)}</div>
                    <div>
                      {words.type(group.type)} · {why(group)}
                    </div>
                    <Age at={group.last} ageOnly />
                  </>
                ),
              },
              { title: say("count"), key: "count", align: "end", render: (_, { count }) => count },
            ]
      }
    />
  );
}

function Why({ group }: { readonly group: LossGroup }) {
  const say = useTexts(lossesTexts);
  const explain = useTexts(reasonTexts);
  const { type, reason, device, range, newest, first } = group;
  const address = new URLSearchParams({ range: "all", kind: "loss", type });
  if (device !== null) address.append("device", device);
  return (
    <Flex vertical gap="small" className="losses-why">
      <Typography.Paragraph className="losses-remedy">{explain(reasonKey(type, reason))}</Typography.Paragraph>
      <Flex gap="large" wrap>
        <span>
          {say("first")} <Age at={first} />
        </span>
        {range === null ? null : <span>{say("range", { from: range.from, to: range.to })}</span>}
        <Link to={`/entries?${address}`}>{say("inEntries")}</Link>
      </Flex>
      {type === "loss.rejected" ? (
        <>
          <strong>{say("samples")}</strong>
          {newest.map((entry) => (
            <Message key={entry.seq} entry={entry} />
          ))}
        </>
      ) : null}
    </Flex>
  );
}

function Message({ entry }: { readonly entry: Entry }) {
  const say = useTexts(lossesTexts);
  const { can } = useSession();
  const { topic, bytes, sample: base64 } = entry.body;
  const sample = sampleOf(base64);
  return (
    <div className="losses-message">
      <Flex gap="small" wrap>
        <Age at={entry.measuredAt} />
        <code className="losses-topic">{typeof topic === "string" ? topic : ""}</code>
        {typeof bytes === "number" ? <span className="quiet">{say("bytes", { n: bytes })}</span> : null}
        <Link to={`/entries?seq=${entry.epoch}:${entry.seq}`}>#{entry.seq}</Link>
      </Flex>
      {sample === null ? (
        <small className="quiet">{say(can("loss.samples") ? "noSample" : "noRight")}</small>
      ) : (
        <>
          <small className="quiet">{say(sample.form === "text" ? "sample" : "sampleBytes")}</small>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
          <pre tabIndex={0} className={sample.form === "text" ? "losses-sample" : "losses-sample losses-bytes"}>
            {sample.text}
          </pre>
        </>
      )}
    </div>
  );
}
