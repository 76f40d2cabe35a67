// One entry in full: in words, every field, what led to it and what it led to, and its content as it is.
import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Descriptions, Drawer, Empty, Flex, Tag } from "antd";
import type { ReactNode } from "react";
import type { Entry } from "#gateway/contract/entry.ts";
import { useGet } from "../../api/queries.ts";
import type { EntriesPage } from "../../api/types.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { CopyButton, CopyLink } from "../../parts/copy-link.tsx";
import { DeviceLink } from "../../parts/device-link.tsx";
import { EntryLine } from "../../parts/entry-line.tsx";
import { KindIcon } from "../../parts/kind-icon.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { kindTexts } from "../../words/kinds.ts";
import { onePath } from "./ask.ts";
import type { ListState } from "./list-state.ts";
import { ReadingTable } from "./reading-table.tsx";
import { entriesTexts } from "./texts.ts";

interface Props {
  /** `SEQ` or `EPOCH:SEQ` from the address; null: closed. */
  readonly named: string | null;
  readonly list: ListState;
  open(seq: number | null, epoch?: string): void;
}

export function EntryDrawer({ named, list, open }: Props) {
  const say = useTexts(entriesTexts);
  const [, epochText, digits] = /^(?:([A-Za-z0-9_-]{1,40}):)?(\d{1,15})$/.exec(named ?? "") ?? [];
  const epoch = epochText ?? list.epoch;
  const seq = digits === undefined ? null : Number(digits);
  const at = epoch === list.epoch ? list.rows.findIndex((row) => row.seq === seq) : -1;
  const step = (by: number) => list.rows[at + by]?.seq;
  const [newer, older] = at < 0 ? [undefined, undefined] : [step(-1), step(1)];
  return (
    <Drawer
      open={seq !== null}
      onClose={() => open(null)}
      size={560}
      title={seq === null ? "" : say("one", { seq })}
      extra={
        <Flex gap="small">
          <Button
            icon={<LeftOutlined />}
            aria-label={say("previous")}
            title={say("previous")}
            disabled={newer === undefined}
            onClick={() => newer !== undefined && open(newer)}
          />
          <Button
            icon={<RightOutlined />}
            aria-label={say("next")}
            title={say("next")}
            disabled={older === undefined}
            onClick={() => older !== undefined && open(older)}
          />
        </Flex>
      }
    >
      {seq === null || epoch === null ? null : (
        <One epoch={epoch} seq={seq} known={list.rows[at]} rows={list.rows} open={open} />
      )}
    </Drawer>
  );
}

interface OneProps {
  readonly epoch: string;
  readonly seq: number;
  readonly known: Entry | undefined;
  readonly rows: readonly Entry[];
  open(seq: number, epoch?: string): void;
}

function One({ epoch, seq, known, rows, open }: OneProps) {
  const say = useTexts(entriesTexts);
  const query = useGet<EntriesPage>(onePath(epoch, seq), { enabled: known === undefined });
  const follow = (to: number) => open(to, epoch);
  if (known !== undefined) return <Fields entry={known} rows={rows} follow={follow} />;
  // A number that no entry has yet, or one of a journal that is gone: the server speaks to programs here, not to people.
  if (query.error?.code === "epoch-changed") return <Empty description={say("gone")} />;
  const found = (page: EntriesPage) => page.entries.find((entry) => entry.seq === seq);
  return (
    <Loaded query={query} empty={(page) => found(page) === undefined} nothing={<Empty description={say("gone")} />}>
      {(page) => {
        const entry = found(page);
        return entry === undefined ? null : <Fields entry={entry} rows={rows} follow={follow} />;
      }}
    </Loaded>
  );
}

interface FieldsProps {
  readonly entry: Entry;
  readonly rows: readonly Entry[];
  follow(seq: number): void;
}

function Fields({ entry, rows, follow }: FieldsProps) {
  const say = useTexts(entriesTexts);
  const kind = useTexts(kindTexts);
  const json = () => JSON.stringify(entry, null, 2);
  const led = rows.filter(({ cause, epoch }) => cause === entry.seq && epoch === entry.epoch);
  const items: { key: string; label: string; children: ReactNode }[] = [];
  const add = (key: string, label: string, children: ReactNode) => items.push({ key, label, children });
  add(
    "kind",
    say("kind"),
    <>
      <KindIcon kind={entry.kind} /> {kind(entry.kind)}{" "}
      {entry.late ? <Tag title={say("lateWhy")}>{say("late")}</Tag> : null}
    </>,
  );
  if (entry.type !== null) add("type", say("type"), <code>{entry.type}</code>);
  if (entry.device !== null) add("device", say("device"), <DeviceLink id={entry.device} withId />);
  add("measuredAt", say("measuredAt"), <Age at={entry.measuredAt} />);
  add("receivedAt", say("receivedAt"), <Age at={entry.receivedAt} />);
  add("clock", say("clock"), say(`clock-${entry.clock}`));
  if (entry.cause !== null) {
    const { cause } = entry;
    add(
      "cause",
      say("cause"),
      <Button type="link" size="small" className="entries-jump" onClick={() => follow(cause)}>
        {say("causeLink", { seq: cause })}
      </Button>,
    );
  }
  if (led.length > 0)
    add(
      "led",
      say("led"),
      <Flex wrap gap="small">
        {led.map(({ seq }) => (
          <Button key={seq} type="link" size="small" className="entries-jump" onClick={() => follow(seq)}>
            {say("ledLink", { seq })}
          </Button>
        ))}
      </Flex>,
    );
  if (entry.deviceSeq !== null) add("deviceSeq", say("deviceSeq"), entry.deviceSeq);
  if (entry.eid !== null) add("eid", say("eid"), <code>{entry.eid}</code>);
  add("epoch", say("epoch"), <code>{entry.epoch}</code>);
  return (
    <Flex vertical gap="middle">
      <div className="entries-headline">
        <EntryLine entry={entry} />
      </div>
      {entry.kind === "reading" ? <ReadingTable entry={entry} /> : null}
      <Descriptions column={1} size="small" bordered items={items} className="entries-fields" />
      <section aria-label={say("body")}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
        <pre className="entries-json" tabIndex={0}>
          {JSON.stringify(entry.body, null, 2)}
        </pre>
      </section>
      <Flex gap="small" wrap>
        <CopyButton value={json} text={say("copyJson")} />
        <CopyLink address={() => `${location.origin}/entries?seq=${entry.epoch}:${entry.seq}`} />
      </Flex>
    </Flex>
  );
}
