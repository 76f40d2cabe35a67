// Imports the holidays of a year from a file; what it says is shown before it is taken.
import { UploadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Flex } from "antd";
import { useRef, useState } from "react";
import type { CalendarView } from "#gateway/contract/duty.ts";
import { askForDuty } from "../../api/duty.ts";
import { call } from "../../api/http.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { calendarTexts } from "./calendar-texts.ts";
import { type YearFile, yearFileOf } from "./year-file.ts";

export function YearImport({ close }: { close(): void }) {
  const say = useTexts(calendarTexts);
  const { message } = App.useApp();
  const input = useRef<HTMLInputElement>(null);
  const [seen, setSeen] = useState<YearFile | "wrong" | null>(null);
  const look = async (file: File | undefined) => {
    if (file !== undefined) setSeen(yearFileOf(await file.text()) ?? "wrong");
  };
  const apply = async () => {
    if (seen === null || seen === "wrong") return;
    const { year } = await call<CalendarView>("POST", "/duty/calendar", { body: seen.body });
    void message.success(say("imported", { year }));
    await askForDuty();
  };
  return (
    <Confirm
      title={say("importTitle")}
      word={say("doImport")}
      act={apply}
      close={close}
      ready={seen !== null && seen !== "wrong"}
    >
      <Flex vertical gap="small">
        <span>{say("importHow")}</span>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label={say("choose")}
          onChange={({ target }) => {
            void look(target.files?.[0]);
            target.value = "";
          }}
        />
        <Button icon={<UploadOutlined />} onClick={() => input.current?.click()}>
          {say("choose")}
        </Button>
        {seen === "wrong" ? <Alert type="error" showIcon title={say("notJson")} /> : null}
        {seen === null || seen === "wrong" ? null : (
          <Alert
            type="info"
            showIcon
            title={say("seen", { year: seen.year, days: seen.days, swapped: seen.swapped, source: seen.source })}
          />
        )}
      </Flex>
    </Confirm>
  );
}
