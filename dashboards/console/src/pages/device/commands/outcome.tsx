// What became of a command, in place: its state in words, since when, what that means, and the device's own reason.
import { LoadingOutlined } from "@ant-design/icons";
import type { Command } from "../../../api/types.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { useNow } from "../../../live/clock.ts";
import { useWords } from "../../../words/speech.ts";
import { wordTexts } from "../../../words/texts.ts";
import { ageText } from "../../../words/time.ts";
import { commandTexts } from "./texts.ts";
import { isOpen } from "./wish.ts";

interface Props {
  readonly command: Command;
  /** As staff call it. */
  readonly name: string;
}

export function Outcome({ command, name }: Props) {
  const say = useTexts(commandTexts);
  const word = useTexts(wordTexts);
  const words = useWords();
  const now = useNow();
  const { state, result } = command;
  const at = command.endedAt ?? command.startedAt ?? command.requestedAt;
  const means = say(`${state}Means`);
  const code = result?.code ?? null;
  return (
    <div className={`outcome outcome-${state}`} role="status">
      <strong>
        {isOpen(command) ? <LoadingOutlined aria-hidden /> : null} {name}
      </strong>
      {say(state)} <small className="quiet">{ageText(now - Date.parse(at), word)}</small>
      {code === null ? null : (
        <div>
          {words.code(code)} <small className="quiet">{code}</small>
        </div>
      )}
      {result?.detail === null || result?.detail === undefined ? null : (
        <div>
          <span className="quiet">{say("detail")}：</span>
          {result.detail}
        </div>
      )}
      {means === "" ? null : <div className="quiet">{means}</div>}
    </div>
  );
}
