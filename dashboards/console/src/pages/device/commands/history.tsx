// The last commands to a device: what, by whom, when, and what became of it.
import type { Command, Device, Profile } from "../../../api/types.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { useNow } from "../../../live/clock.ts";
import { argsText } from "../../../words/args.ts";
import { commandName } from "../../../words/points.ts";
import { useWords } from "../../../words/speech.ts";
import { timeText } from "../../../words/time.ts";
import { commandTexts } from "./texts.ts";

const SHOWN = 5;
const NORMAL: ReadonlySet<Command["state"]> = new Set(["requested", "started", "done"]);

interface Props {
  readonly device: Device;
  readonly profile: Profile | undefined;
  readonly commands: readonly Command[];
}

export function CommandHistory({ device, profile, commands }: Props) {
  const say = useTexts(commandTexts);
  const words = useWords();
  const language = useLanguage();
  const now = useNow();
  if (commands.length === 0) return <small className="quiet">{say("noHistory")}</small>;
  return (
    <ul className="command-history" aria-label={say("history")}>
      {commands.slice(0, SHOWN).map((command) => (
        <li key={command.id}>
          <small className="quiet">{timeText(Date.parse(command.requestedAt), now)}</small>{" "}
          {commandName(command.name, device, profile, language)}{" "}
          <span className="quiet">{argsText(command.args, language)}</span>{" "}
          <span className={NORMAL.has(command.state) ? "quiet" : "command-abnormal"}>{say(command.state)}</span>
          {command.result?.code ? <span className="quiet"> {words.code(command.result.code)}</span> : null}{" "}
          <small className="quiet">{command.by}</small>
        </li>
      ))}
    </ul>
  );
}
