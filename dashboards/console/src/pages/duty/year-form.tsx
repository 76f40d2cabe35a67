// The holidays of a year as the State Council announces them: typed from the notice, or filled in from a file.
import { DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Drawer, Flex, Form, Input } from "antd";
import { useRef, useState } from "react";
import type { CalendarView } from "#gateway/contract/duty.ts";
import { askForDuty } from "../../api/duty.ts";
import { ApiProblem, call } from "../../api/http.ts";
import { useTexts } from "../../i18n/texts.ts";
import { saveFile } from "../../parts/csv.ts";
import "../../parts/import-dialog.css";
import { ProblemPanel } from "../../parts/problem.tsx";
import { partTexts } from "../../parts/texts.ts";
import { useAct } from "../../session/act.ts";
import { useDraft } from "../settings/change/draft.ts";
import { calendarTexts } from "./calendar-texts.ts";
import { showFieldErrors } from "./field-errors.ts";
import { bodyOf, emptyYear, fieldsOf, sampleOf, type YearFields, yearFileOf } from "./year-file.ts";
import { HolidayRows, SwappedRows } from "./year-rows.tsx";

/** It came with the gateway. */
const SAMPLE_YEAR = 2026;

interface Props {
  /** That which is shown: changed when somebody entered it, else a new one like it. */
  readonly view: CalendarView;
  close(): void;
  saved(year: number): void;
}

export function YearForm({ view, close, saved }: Props) {
  const say = useTexts(calendarTexts);
  const part = useTexts(partTexts);
  const { message } = App.useApp();
  const [form] = Form.useForm<YearFields>();
  const isOurs = view.known && !view.shipped;
  const year = view.shipped ? view.year + 1 : view.year;
  const draft = useDraft<YearFields>(`duty year ${year}`);
  const { busy, problem, run } = useAct();
  const leave = () => {
    draft.forget();
    close();
  };
  const send = () =>
    run(async () => {
      const body = bodyOf(form.getFieldsValue(true));
      try {
        await call<CalendarView>("POST", "/duty/calendar", { body });
      } catch (error) {
        if (error instanceof ApiProblem && showFieldErrors(form, error)) return;
        throw error;
      }
      void message.success(say("imported", { year: body.year }));
      await askForDuty();
      saved(body.year);
      leave();
    });
  const needed = [{ required: true, whitespace: true, message: say("required") }];
  return (
    <Drawer
      open
      size={640}
      title={isOurs ? say("yearEdit", { year }) : say("yearAdd")}
      onClose={leave}
      mask={{ closable: false }}
      footer={
        <Flex gap="small" justify="end">
          <Button onClick={leave}>{part("cancel")}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {say("save")}
          </Button>
        </Flex>
      }
    >
      <Form<YearFields>
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError
        initialValues={draft.found ?? (isOurs ? fieldsOf(view) : emptyYear(year))}
        onValuesChange={() => draft.keep(form.getFieldsValue(true))}
        onFinish={() => void send()}
      >
        <p className="quiet">{say("yearHow")}</p>
        <FromFile
          take={(fields) => {
            form.setFieldsValue(fields);
            draft.keep(fields);
          }}
        />
        {problem === null ? null : <ProblemPanel problem={problem} />}
        <Form.Item name="year" label={say("yearField")} rules={needed}>
          <Input className="duty-time" maxLength={6} inputMode="numeric" autoComplete="off" />
        </Form.Item>
        <Form.Item name="source" label={say("sourceField")} rules={needed} extra={say("sourceHelp")}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <HolidayRows />
        <SwappedRows />
      </Form>
    </Drawer>
  );
}

/** A file fills in the form, where everything of it can be seen and mended; the year that came with the gateway is one to begin with. */
function FromFile({ take }: { take(fields: YearFields): void }) {
  const say = useTexts(calendarTexts);
  const input = useRef<HTMLInputElement>(null);
  const [isWrong, setWrong] = useState(false);
  const { busy, problem, run } = useAct();
  const look = async (file: File | undefined) => {
    if (file === undefined) return;
    const fields = yearFileOf(await file.text());
    setWrong(fields === null);
    if (fields !== null) take(fields);
  };
  const sample = () =>
    run(async () => {
      const view = await call<CalendarView>("GET", `/duty/calendar?year=${SAMPLE_YEAR}`);
      saveFile(`holidays-${SAMPLE_YEAR}.json`, "application/json", sampleOf(view));
    });
  return (
    <div className="duty-alert">
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        className="import-file"
        aria-label={say("choose")}
        onChange={({ target }) => {
          void look(target.files?.[0]);
          target.value = "";
        }}
      />
      <Flex gap="small" wrap>
        <Button icon={<UploadOutlined />} onClick={() => input.current?.click()}>
          {say("choose")}
        </Button>
        <Button icon={<DownloadOutlined />} loading={busy} onClick={() => void sample()}>
          {say("sample", { year: SAMPLE_YEAR })}
        </Button>
      </Flex>
      {isWrong ? <Alert type="error" showIcon title={say("notJson")} /> : null}
      {problem === null ? null : <ProblemPanel problem={problem} />}
    </div>
  );
}
