// What a person can do with an alarm: see it (acknowledge), have it come back later (shelve), let a latched one go (reset).
import { Button, Flex, Input, Radio } from "antd";
import { useState } from "react";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { isDanger } from "#gateway/contract/alarms.ts";
import { call } from "../../api/http.ts";
import { queryClient } from "../../api/queries.ts";
import { AlarmWhere, useAlarmText } from "../../campus/alarm-row.tsx";
import { alarmsTexts } from "../../campus/alarm-texts.ts";
import { askForAlarms } from "../../campus/alarms.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { useCan } from "../../session/session.tsx";

export type Act = "ack" | "shelve" | "unshelve" | "reset";

const SHELVES = [
  ["15min", "min15"],
  ["1h", "h1"],
  ["4h", "h4"],
  ["8h", "h8"],
] as const;

/** As the gateway takes it. */
export const MOST_COMMENT = 256;

/** The acts that make sense for this alarm and that this person may do. */
export function useActs(alarm: Alarm | null): readonly Act[] {
  const mayAck = useCan("alarms.ack");
  const mayShelve = useCan("alarms.shelve");
  if (alarm === null) return [];
  const acts: Act[] = [];
  if (mayAck && !alarm.acknowledged) acts.push("ack");
  if (mayAck && alarm.latched && !alarm.active) acts.push("reset");
  if (mayShelve && alarm.shelved !== null) acts.push("unshelve");
  if (mayShelve && alarm.shelved === null && (alarm.point === null || !isDanger(alarm.point))) acts.push("shelve");
  return acts;
}

export function ActButtons({ acts, start }: { readonly acts: readonly Act[]; start(act: Act): void }) {
  const say = useTexts(alarmsTexts);
  return (
    <Flex gap="small" wrap>
      {acts.map((act, index) => (
        <Button key={act} type={index === 0 ? "primary" : "default"} onClick={() => start(act)}>
          {say(act)}
        </Button>
      ))}
    </Flex>
  );
}

/** Asks for what belongs to the act, does it, and shows the gateway's answer in place. */
export function ActDialog({ alarm, act, close }: { readonly alarm: Alarm; readonly act: Act; close(): void }) {
  const say = useTexts(alarmsTexts);
  const textOf = useAlarmText();
  const [comment, setComment] = useState("");
  const [shelf, setShelf] = useState<string>("1h");
  const send = async () => {
    const body = {
      occurrence: alarm.occurrence,
      ...(act === "shelve" ? { for: shelf } : {}),
      ...(comment.trim() === "" ? {} : { comment: comment.trim() }),
    };
    await call("POST", `/alarms/${encodeURIComponent(alarm.id)}/${act}`, { body });
    await askForAlarms(queryClient);
  };
  return (
    <Confirm title={say(act)} word={say(act)} act={send} close={close}>
      <Flex vertical gap="small">
        <span>
          <strong>{textOf(alarm)}</strong> <AlarmWhere alarm={alarm} />
        </span>
        {act === "ack" ? <span>{say("ackWhat")}</span> : null}
        {act === "shelve" ? (
          <Radio.Group
            aria-label={say("shelveFor")}
            value={shelf}
            onChange={({ target }) => setShelf(String(target.value))}
            options={SHELVES.map(([value, text]) => ({ value, label: say(text) }))}
          />
        ) : null}
        <Input
          aria-label={say("comment")}
          placeholder={say("comment")}
          autoFocus
          maxLength={MOST_COMMENT}
          value={comment}
          onChange={({ target }) => setComment(target.value)}
        />
      </Flex>
    </Confirm>
  );
}
