// One command that the profile lists: a button, two buttons for something that is switched, or a small form.
import { Button } from "antd";
import { useState } from "react";
import type { Value } from "#gateway/contract/entry.ts";
import type { Device, Profile, ProfileCommand } from "../../../api/types.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { booleanWords } from "../../../words/boolean-words.ts";
import { commandName } from "../../../words/points.ts";
import { wordTexts } from "../../../words/texts.ts";
import { Argument } from "./argument.tsx";
import { commandTexts } from "./texts.ts";
import { problemOf, switchArgument, type Wish } from "./wish.ts";

interface Props {
  readonly device: Device;
  readonly profile: Profile;
  readonly command: ProfileCommand;
  readonly sending: boolean;
  readonly act: (wish: Wish, command: ProfileCommand) => void;
}

export function KnownCommand({ device, profile, command, sending, act }: Props) {
  const language = useLanguage();
  const name = commandName(command.name, device, profile, language);
  const switched = switchArgument(command);
  if (Object.keys(command.args).length === 0)
    return (
      <div className="command">
        <Button
          size="large"
          {...(command.name === "open" ? { type: "primary" as const } : {})}
          disabled={sending}
          onClick={() => act({ name: command.name, args: {} }, command)}
        >
          {name}
        </Button>
      </div>
    );
  if (switched !== null)
    return <Switched name={name} argument={switched} command={command} sending={sending} act={act} />;
  return <WithForm name={name} command={command} sending={sending} act={act} />;
}

interface FormProps {
  readonly name: string;
  readonly command: ProfileCommand;
  readonly sending: boolean;
  readonly act: Props["act"];
}

function Switched({ name, argument, command, sending, act }: FormProps & { readonly argument: string }) {
  const word = useTexts(wordTexts);
  const [yes, no] = booleanWords(argument, useLanguage()) ?? [word("yes"), word("no")];
  return (
    <div className="command">
      <span className="command-name">{name}</span>
      {[true, false].map((value) => (
        <Button
          key={String(value)}
          disabled={sending}
          aria-label={`${name} ${value ? yes : no}`}
          onClick={() => act({ name: command.name, args: { [argument]: value } }, command)}
        >
          {value ? yes : no}
        </Button>
      ))}
    </div>
  );
}

function WithForm({ name, command, sending, act }: FormProps) {
  const say = useTexts(commandTexts);
  const [values, setValues] = useState<Readonly<Record<string, Value | undefined>>>({});
  const [tried, setTried] = useState(false);
  const forms = Object.entries(command.args);
  // Nothing has to be filled in: one tap on the name does it, as a guard at a door needs it.
  const isOneTap = forms.every(([, form]) => form.optional === true);
  const send = () => {
    setTried(true);
    if (forms.some(([argument, form]) => problemOf(form, values[argument]) !== null)) return;
    const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
    act({ name: command.name, args: Object.fromEntries(given) as Wish["args"] }, command);
  };
  return (
    <form
      className="command"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {isOneTap ? (
        <Button
          size="large"
          htmlType="submit"
          {...(command.name === "open" ? { type: "primary" as const } : {})}
          disabled={sending}
        >
          {name}
        </Button>
      ) : (
        <span className="command-name">{name}</span>
      )}
      <div className="command-fields">
        {forms.map(([argument, form]) => (
          <Argument
            key={argument}
            name={argument}
            form={form}
            value={values[argument]}
            tried={tried}
            change={(value) => setValues((before) => ({ ...before, [argument]: value }))}
          />
        ))}
        {isOneTap ? null : (
          <Button htmlType="submit" disabled={sending}>
            {say("send")}
          </Button>
        )}
      </div>
    </form>
  );
}
