// A field for a password, which says so when the Caps Lock key is on.
import { Form, Input } from "antd";
import { type KeyboardEvent, useState } from "react";
import { useTexts } from "../i18n/texts.ts";
import { sessionTexts } from "./texts.ts";

interface Props {
  readonly name: string;
  readonly label: string;
  readonly autoFocus?: boolean;
  /** A new password: the browser offers to make one, and does not fill in the old. */
  readonly fresh?: boolean;
  /** Another check of what was typed: the text of what is wrong, or null. */
  readonly check?: (password: string) => string | null;
  /** Names of fields that this one is compared with. */
  readonly dependencies?: string[];
  readonly help?: string;
}

export function PasswordInput({ name, label, autoFocus = false, fresh = false, check, dependencies, help }: Props) {
  const say = useTexts(sessionTexts);
  const [capsLock, setCapsLock] = useState(false);
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));
  const hints = [capsLock ? say("capsLock") : null, help ?? null].filter((hint) => hint !== null);
  const validator = (_rule: unknown, value: string | undefined) => {
    const wrong = value === undefined || value === "" ? null : (check?.(value) ?? null);
    return wrong === null ? Promise.resolve() : Promise.reject(new Error(wrong));
  };
  return (
    <Form.Item
      name={name}
      label={label}
      validateTrigger="onBlur"
      {...(dependencies === undefined ? {} : { dependencies })}
      {...(hints.length === 0 ? {} : { extra: hints.join(" ") })}
      rules={[{ required: true, message: say("passwordNeeded") }, { validator }]}
    >
      <Input.Password
        autoComplete={fresh ? "new-password" : "current-password"}
        autoFocus={autoFocus}
        onKeyDown={look}
        onKeyUp={look}
      />
    </Form.Item>
  );
}
