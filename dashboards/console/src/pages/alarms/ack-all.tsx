// Acknowledges everything that one cause explains: each alarm for the occurrence that was looked at, with one comment.
import { App, Flex, Input, Progress } from "antd";
import { useState } from "react";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { ApiProblem, call } from "../../api/http.ts";
import { queryClient } from "../../api/queries.ts";
import { alarmsTexts } from "../../campus/alarm-texts.ts";
import { askForAlarms } from "../../campus/alarms.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { MOST_COMMENT } from "./acts.tsx";
import { deskTexts } from "./texts.ts";

/** The gateway serves devices meanwhile. */
const AT_ONCE = 4;

export function AckAllDialog({ alarms, close }: { readonly alarms: readonly Alarm[]; close(): void }) {
  const say = useTexts(deskTexts);
  const word = useTexts(alarmsTexts);
  const { message } = App.useApp();
  const [comment, setComment] = useState("");
  const [done, setDone] = useState<number | null>(null);
  const n = alarms.length;
  const send = async () => {
    setDone(0);
    try {
      const changed = await acknowledgeAll(alarms, comment.trim(), () => setDone((before) => (before ?? 0) + 1));
      const told = { n: n - changed, failed: changed };
      if (changed > 0) void message.warning(say("ackAllPart", told));
      else void message.success(say("ackAllDone", told));
    } finally {
      setDone(null);
      await askForAlarms(queryClient);
    }
  };
  return (
    <Confirm title={say("ackAll")} word={say("ackAll")} act={send} close={close}>
      <Flex vertical gap="small">
        <span>{say("ackAllWhat", { n })}</span>
        <Input
          aria-label={word("comment")}
          placeholder={word("comment")}
          autoFocus
          maxLength={MOST_COMMENT}
          value={comment}
          onChange={({ target }) => setComment(target.value)}
        />
        {done === null ? null : (
          <Progress
            percent={Math.round((done / n) * 100)}
            format={() => say("ackProgress", { done, n })}
            aria-label={say("ackProgress", { done, n })}
          />
        )}
      </Flex>
    </Confirm>
  );
}

/** Resolves to how many were another occurrence by now, or gone; any other refusal ends it. */
async function acknowledgeAll(alarms: readonly Alarm[], comment: string, told: () => void): Promise<number> {
  const waiting = [...alarms];
  let changed = 0;
  const worker = async () => {
    for (let alarm = waiting.shift(); alarm !== undefined; alarm = waiting.shift()) {
      const body = { occurrence: alarm.occurrence, ...(comment === "" ? {} : { comment }) };
      try {
        await call("POST", `/alarms/${encodeURIComponent(alarm.id)}/ack`, { body });
      } catch (error) {
        if (!(error instanceof ApiProblem) || !/^(alarm-changed|not-found)$/.test(error.code)) throw error;
        changed++;
      }
      told();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return changed;
}
