// One argument of a command in a form: the field follows from what the profile says it may be.
import { Input, InputNumber, Segmented, Select } from "antd";
import { useId } from "react";
import type { Value } from "#gateway/contract/entry.ts";
import type { ArgumentForm } from "../../../api/types.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { wordTexts } from "../../../words/texts.ts";
import { commandTexts } from "./texts.ts";
import { problemOf } from "./wish.ts";

interface Props {
  readonly name: string;
  readonly form: ArgumentForm;
  readonly value: Value | undefined;
  /** Whether to say what is wrong already. */
  readonly tried: boolean;
  readonly change: (value: Value | undefined) => void;
}

const KNOWN = ["value", "on", "seconds", "for"] as const;

export function Argument({ name, form, value, tried, change }: Props) {
  const say = useTexts(commandTexts);
  const id = useId();
  const known = KNOWN.find((key) => key === name);
  const problem = tried ? problemOf(form, value) : null;
  const hint = useHint(form);
  return (
    <div className="command-field">
      <label htmlFor={id}>
        {known === undefined ? name : say(known)} <small className="quiet">{hint}</small>
      </label>
      <Field id={id} form={form} value={value} change={change} wrong={problem !== null} />
      {problem === null ? null : (
        <small role="alert" className="command-abnormal">
          {problem === "needed" ? say("needed") : hint}
        </small>
      )}
    </div>
  );
}

/** What may be given, in words. */
function useHint({ minimum, maximum, optional = false }: ArgumentForm): string {
  const say = useTexts(commandTexts);
  if (minimum !== undefined && maximum !== undefined) return say("range", { minimum, maximum });
  if (minimum !== undefined) return say("atLeast", { minimum });
  if (maximum !== undefined) return say("atMost", { maximum });
  return optional ? say("optional") : "";
}

interface FieldProps {
  readonly id: string;
  readonly form: ArgumentForm;
  readonly value: Value | undefined;
  readonly wrong: boolean;
  readonly change: (value: Value | undefined) => void;
}

function Field({ id, form, value, wrong, change }: FieldProps) {
  const say = useTexts(commandTexts);
  const word = useTexts(wordTexts);
  const status = wrong ? "error" : "";
  if (form.oneOf !== undefined) {
    const choices = form.oneOf;
    return (
      <Select
        id={id}
        status={status}
        allowClear={form.optional === true}
        placeholder={say("choose")}
        {...(value === undefined ? {} : { value: choices.indexOf(value) })}
        options={choices.map((choice, index) => ({
          value: index,
          label: typeof choice === "boolean" ? word(choice ? "yes" : "no") : String(choice),
        }))}
        onChange={(index: number | undefined) => change(index === undefined ? undefined : choices[index])}
        style={{ minWidth: 110 }}
      />
    );
  }
  if (form.type === "boolean")
    return (
      <Segmented
        id={id}
        value={value === undefined ? "" : String(value)}
        options={[
          { value: "true", label: word("yes") },
          { value: "false", label: word("no") },
        ]}
        onChange={(chosen) => change(chosen === "true")}
      />
    );
  if (form.type === "number")
    return (
      <InputNumber
        id={id}
        status={status}
        value={typeof value === "number" ? value : null}
        onChange={(number) => change(number ?? undefined)}
        style={{ width: 120 }}
      />
    );
  return (
    <Input
      id={id}
      status={status}
      maxLength={256}
      value={typeof value === "string" ? value : ""}
      onChange={({ target }) => change(target.value)}
    />
  );
}
