// One shift of one day is held by somebody else (换班): chosen from the people, undone with one tap.
import { App, Button, Flex, Input, Select } from "antd";
import { useState } from "react";
import type { PersonView, RosterView, TurnView } from "#gateway/contract/duty.ts";
import { askForDuty, type Names } from "../../api/duty.ts";
import { ApiProblem, call } from "../../api/http.ts";
import { useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ProblemPanel } from "../../parts/problem.tsx";
import { useAct } from "../../session/act.ts";
import { dutyTexts } from "./texts.ts";
import { MOST_COMMENT } from "./typed.ts";
import { useDutyWords } from "./use-words.ts";

const SHOWN_S = 12;

interface Props {
  readonly turn: TurnView;
  readonly names: Names;
  readonly roster: RosterView;
  close(): void;
}

type Wish = { readonly persons: readonly string[]; readonly comment: string | null } | null;

/** Null takes the swap back. */
async function send({ shift, day }: TurnView, wish: Wish): Promise<void> {
  if (wish === null) await call("DELETE", `/duty/swaps/${encodeURIComponent(shift)}/${day}`);
  else {
    const { persons, comment } = wish;
    await call("POST", "/duty/swaps", { body: { shift, day, persons, ...(comment === null ? {} : { comment }) } });
  }
  await askForDuty();
}

export function SwapDialog({ turn, names, roster, close }: Props) {
  const say = useTexts(dutyTexts);
  const words = useDutyWords();
  const { notification, message } = App.useApp();
  const { busy, problem, run } = useAct();
  const people = useGet<{ readonly people: readonly PersonView[] }>("/duty/people").data?.people ?? [];
  const before = roster.swaps.find(({ shift, day }) => shift === turn.shift && day === turn.day);
  const [persons, setPersons] = useState<readonly string[]>(turn.persons);
  const [comment, setComment] = useState(before?.comment ?? "");
  const known: Names = { ...names, ...Object.fromEntries(people.map(({ id, name }) => [id, name])) };
  const isSame = persons.length === turn.persons.length && persons.every((id) => turn.persons.includes(id));
  /** Of a swap that is there its note alone may be changed. */
  const changesNothing = isSame && (before === undefined || comment.trim() === (before.comment ?? ""));
  const about = { shift: turn.name, day: turn.day };

  const undoable = (title: string, back: Wish) => {
    const key = `swap ${turn.shift} ${turn.day}`;
    const undo = async () => {
      notification.destroy(key);
      try {
        await send(turn, back);
        void message.success(say("swapUndone"));
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        void message.error(error.body.detail, SHOWN_S);
      }
    };
    const actions = (
      <Button size="small" onClick={() => void undo()}>
        {say("undo")}
      </Button>
    );
    notification.success({ key, title, duration: SHOWN_S, placement: "bottomRight", actions });
  };
  const back: Wish = before === undefined ? null : { persons: before.persons, comment: before.comment };
  const swap = async () => {
    await send(turn, { persons, comment: comment.trim() === "" ? null : comment.trim() });
    undoable(say("swapDone", { ...about, names: words.persons(persons, known) }), back);
  };
  const restore = () =>
    run(async () => {
      await send(turn, null);
      undoable(say("swapUndone"), back);
      close();
    });
  return (
    <Confirm title={say("swapTitle", about)} word={say("doSwap")} ready={!changesNothing} act={swap} close={close}>
      <Flex vertical gap="small">
        <span className="quiet">{say("swapOnly")}</span>
        <Select
          mode="multiple"
          aria-label={say("swapWho")}
          // Upwards: below it would lie over the buttons.
          placement="topLeft"
          listHeight={160}
          placeholder={say("swapWho")}
          value={[...persons]}
          showSearch={{ optionFilterProp: "label" }}
          options={people.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setPersons}
        />
        {persons.length === 0 ? <span className="duty-bad">{say("swapNobody")}</span> : null}
        {changesNothing ? (
          <span className="quiet" role="status">
            {say("swapSame", { names: words.persons(turn.persons, known) })}
          </span>
        ) : null}
        <Input
          aria-label={say("comment")}
          placeholder={say("comment")}
          maxLength={MOST_COMMENT}
          value={comment}
          onChange={({ target }) => setComment(target.value)}
        />
        {turn.swapped ? (
          <Button loading={busy} onClick={() => void restore()}>
            {say("doUndo")}
          </Button>
        ) : null}
        {problem === null ? null : <ProblemPanel problem={problem} />}
      </Flex>
    </Confirm>
  );
}
