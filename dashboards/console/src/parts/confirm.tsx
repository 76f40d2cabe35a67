// Asks once before an act that is hard to take back: names the object and the consequence, and shows the gateway's refusal in place. Enter is the act.
import { Flex, Modal } from "antd";
import { type ReactNode, useId } from "react";
import { useTexts } from "../i18n/texts.ts";
import { useAct } from "../session/act.ts";
import { ProblemPanel } from "./problem.tsx";
import { partTexts } from "./texts.ts";

interface Props {
  readonly title: string;
  /** What will be so afterwards. */
  readonly children: ReactNode;
  /** The word on the button: the act itself, not "yes". */
  readonly word: string;
  readonly danger?: boolean;
  /** False: what it needs is not there yet. */
  readonly ready?: boolean;
  act(): Promise<void>;
  /** Called when it was done, or given up where `giveUp` is absent. */
  close(): void;
  giveUp?(): void;
}

export function Confirm({ title, children, word, danger = false, ready = true, act, close, giveUp = close }: Props) {
  const say = useTexts(partTexts);
  const { busy, problem, run } = useAct();
  const form = useId();
  return (
    <Modal
      open
      title={title}
      okText={word}
      cancelText={say("cancel")}
      okButtonProps={{ danger, disabled: !ready, loading: busy, htmlType: "submit", form }}
      onCancel={giveUp}
      width={460}
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) void run(act).then((done) => (done ? close() : undefined));
        }}
      >
        <Flex vertical gap="small">
          <div>{children}</div>
          {problem === null ? null : <ProblemPanel problem={problem} />}
        </Flex>
      </form>
    </Modal>
  );
}
