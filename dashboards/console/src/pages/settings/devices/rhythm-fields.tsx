// How often a device is asked, what of it is recorded, and from when its values count as stale.
import { Form, Select } from "antd";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { durationText } from "../../../words/duration.ts";
import { DurationInput } from "./duration-input.tsx";
import type { ReportMode } from "./fields.ts";
import { formTexts } from "./form-texts.ts";

export function RhythmFields({ isPush, mode }: { readonly isPush: boolean; readonly mode: ReportMode }) {
  const say = useTexts(formTexts);
  const language = useLanguage();
  const usual = (duration: string) => say("default", { value: durationText(duration, language) });
  return (
    <div className="settings-fields">
      {isPush ? null : (
        <>
          <Form.Item name="every" label={say("every")} extra={say("everyHelp")}>
            <DurationInput label={say("every")} placeholder={usual("5s")} />
          </Form.Item>
          <Form.Item name="reportMode" label={say("reportMode")} extra={say("reportModeHelp")}>
            <Select
              options={[
                { value: "each", label: say("each") },
                { value: "change", label: say("change") },
              ]}
            />
          </Form.Item>
          {mode === "change" ? (
            <Form.Item name={["report", "atLeast"]} label={say("atLeast")} extra={say("atLeastHelp")}>
              <DurationInput label={say("atLeast")} placeholder={usual("60s")} />
            </Form.Item>
          ) : null}
        </>
      )}
      <Form.Item name="staleAfter" label={say("staleAfter")} extra={say("staleAfterHelp")}>
        <DurationInput label={say("staleAfter")} placeholder={isPush ? usual("5min") : say("staleDefault")} />
      </Form.Item>
    </div>
  );
}
