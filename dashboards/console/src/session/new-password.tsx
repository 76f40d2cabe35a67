// A new password, typed twice, with the gateway's rules shown before they are broken.
import { Form } from "antd";
import { useTexts } from "../i18n/texts.ts";
import { PasswordInput } from "./password-input.tsx";
import { passwordProblem } from "./password-rules.ts";
import { sessionTexts } from "./texts.ts";

/** Fields `password` and `again` of the form around it; `account` is whose password it becomes. */
export function NewPassword({ account }: { readonly account: string }) {
  const say = useTexts(sessionTexts);
  const form = Form.useFormInstance<{ password: string }>();
  return (
    <>
      <PasswordInput
        name="password"
        label={say("newPassword")}
        fresh
        help={say("rules")}
        check={(password) => passwordProblem(password, account, say)}
      />
      <PasswordInput
        name="again"
        label={say("again")}
        fresh
        dependencies={["password"]}
        check={(again) => (again === form.getFieldValue("password") ? null : say("differs"))}
      />
    </>
  );
}
