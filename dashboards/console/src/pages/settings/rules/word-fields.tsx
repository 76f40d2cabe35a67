// What a rule tells the people on duty, in both languages, and how long they have.
import { Form, Input } from "antd";
import { useTexts } from "../../../i18n/texts.ts";
import { Section } from "../../../parts/section.tsx";
import { DurationInput } from "../devices/duration-input.tsx";
import type { RuleFields } from "./fields.ts";
import { rulesTexts } from "./texts.ts";

const LANGUAGES = [
  ["zh-CN", "chinese"],
  ["en", "english"],
] as const;
/** As the gateway takes it. */
const MOST_LETTERS = 400;

export function WordFields() {
  const say = useTexts(rulesTexts);
  const both = (name: "text" | "action" | "consequence", help: "textHelp" | "actionHelp" | null) =>
    LANGUAGES.map(([language, word], index) => (
      <Form.Item<RuleFields>
        key={`${name} ${language}`}
        name={[name, language]}
        label={say(word, { what: say(name) })}
        {...(help === null || index > 0 ? {} : { extra: say(help) })}
      >
        {name === "text" ? (
          <Input maxLength={MOST_LETTERS} autoComplete="off" />
        ) : (
          <Input.TextArea maxLength={MOST_LETTERS} rows={3} />
        )}
      </Form.Item>
    ));
  return (
    <Section title={say("words")}>
      <div className="settings-fields">
        {both("text", "textHelp")}
        {both("action", "actionHelp")}
        {both("consequence", null)}
        <Form.Item<RuleFields> name="respondWithin" label={say("respondWithin")}>
          <DurationInput label={say("respondWithin")} placeholder={say("notSet")} usual="min" />
        </Form.Item>
      </div>
    </Section>
  );
}
