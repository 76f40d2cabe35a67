// Says that a change is in force and offers to undo it at once; an undo for what somebody else has changed since is refused.
import { App, Button } from "antd";
import { ApiProblem } from "../../../api/http.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { useWrite } from "./config.ts";
import { changeTexts } from "./texts.ts";

/** Long enough to read it, think, and move the mouse. */
const SHOWN_S = 12;

export interface Change {
  readonly text: string;
  /** The version before it, and the one it made. */
  readonly before: string;
  readonly after: string;
  /** Called when it was undone: what the page says of it is not so any more. */
  readonly undone?: () => void;
}

/** `tell({ text, before, after })` shows the notification. */
export function useTold(): (change: Change) => void {
  const say = useTexts(changeTexts);
  const { notification, message } = App.useApp();
  const write = useWrite();
  return ({ text, before, after, undone }) => {
    const key = `config ${after}`;
    const undo = async () => {
      notification.destroy(key);
      try {
        await write("POST", "/config/undo", after, { version: before });
        void message.success(say("undone"));
        undone?.();
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        void message.error(error.code === "config-changed" ? say("undoTooLate") : error.body.detail, SHOWN_S);
      }
    };
    notification.success({
      key,
      title: text,
      duration: SHOWN_S,
      placement: "bottomRight",
      actions:
        before === after ? null : (
          <Button size="small" onClick={() => void undo()}>
            {say("undo")}
          </Button>
        ),
    });
  };
}
