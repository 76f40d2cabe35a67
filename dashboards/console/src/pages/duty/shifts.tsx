// The shifts that repeat: which post, which hours, who takes turns.
import { DeleteOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Flex } from "antd";
import { useState } from "react";
import type { PostNow, RosterView, Shift } from "#gateway/contract/duty.ts";
import { useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { NothingYet } from "../../parts/nothing-yet.tsx";
import { Section } from "../../parts/section.tsx";
import { useCan } from "../../session/session.tsx";
import { columnGroups } from "./grid.ts";
import { saveShifts } from "./save-shifts.ts";
import { ShiftForm } from "./shift-form.tsx";
import { shiftTexts } from "./shift-texts.ts";
import { useDutyWords } from "./use-words.ts";

interface Props {
  readonly posts: readonly PostNow[];
  open(tab: "people"): void;
}

type Dialog = { readonly what: "add" } | { readonly what: "edit" | "remove"; readonly shift: Shift };

export default function ShiftsTab({ posts, open }: Props) {
  const say = useTexts(shiftTexts);
  const mayWrite = useCan("people.write");
  const query = useGet<RosterView>("/duty/roster");
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => setDialog(null);
  const add = mayWrite ? (
    <Button
      type="primary"
      icon={<PlusOutlined />}
      disabled={posts.length === 0}
      title={posts.length === 0 ? say("noPosts") : ""}
      onClick={() => setDialog({ what: "add" })}
    >
      {say("add")}
    </Button>
  ) : null;
  return (
    <Flex vertical gap="middle">
      <Flex justify="space-between" gap="small" wrap>
        <span className="quiet">{say("lead")}</span>
        {add}
      </Flex>
      <Loaded
        query={query}
        empty={({ shifts }) => shifts.length === 0}
        nothing={
          <NothingYet title={say("empty")} help={say("emptyHelp")}>
            {null}
          </NothingYet>
        }
      >
        {(roster) =>
          columnGroups(posts, roster.shifts).map(({ post, columns }) => (
            <Section key={post.id} title={post.name}>
              <ul className="duty-shifts">
                {columns.map(({ key, shift }) => {
                  const whole = roster.shifts.find(({ id }) => id === shift?.id);
                  return whole === undefined ? (
                    <li key={key} className="duty-bad">
                      {say("empty")}
                    </li>
                  ) : (
                    <ShiftLine key={key} shift={whole} roster={roster} act={setDialog} />
                  );
                })}
              </ul>
            </Section>
          ))
        }
      </Loaded>
      {dialog === null || query.data === undefined ? null : dialog.what === "remove" ? (
        <Remove shift={dialog.shift} roster={query.data} close={close} />
      ) : (
        <ShiftForm
          shift={dialog.what === "edit" ? dialog.shift : null}
          roster={query.data}
          posts={posts}
          toPeople={() => open("people")}
          close={close}
        />
      )}
    </Flex>
  );
}

interface LineProps {
  readonly shift: Shift;
  readonly roster: RosterView;
  act(dialog: Dialog): void;
}

function ShiftLine({ shift, roster, act }: LineProps) {
  const say = useTexts(shiftTexts);
  const words = useDutyWords();
  const mayWrite = useCan("people.write");
  const { rotation } = shift;
  const turns =
    rotation.groups.length > 1
      ? say("turns", { n: rotation.groups.length, per: say(`per-${rotation.per}`), start: rotation.start })
      : say("fixed");
  return (
    <li>
      <div className="duty-shift-what">
        <strong>{shift.name}</strong> {shift.from}–{shift.to} · {say(`days-${shift.days}`)}{" "}
        <small className="quiet">{turns}</small>
        <div className="duty-groups">
          {rotation.groups.map((group, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place in the rotation is what a group is
            <span key={at}>{words.persons(group, roster.names)}</span>
          ))}
        </div>
      </div>
      {mayWrite ? (
        <Flex gap={4}>
          <Button
            type="text"
            icon={<EditOutlined />}
            aria-label={`${say("edit")} ${shift.name}`}
            onClick={() => act({ what: "edit", shift })}
          />
          <Button
            type="text"
            danger
            icon={<DeleteOutlined />}
            aria-label={`${say("remove")} ${shift.name}`}
            onClick={() => act({ what: "remove", shift })}
          />
        </Flex>
      ) : null}
    </li>
  );
}

interface RemoveProps {
  readonly shift: Shift;
  readonly roster: RosterView;
  close(): void;
}

function Remove({ shift, roster, close }: RemoveProps) {
  const say = useTexts(shiftTexts);
  const { message } = App.useApp();
  const remove = async () => {
    const rest = roster.shifts.filter(({ id }) => id !== shift.id);
    await saveShifts(roster.version, rest);
    void message.success(say("removed"));
  };
  return (
    <Confirm title={say("removeTitle", { name: shift.name })} word={say("remove")} danger act={remove} close={close}>
      {say("removeWhat")}
    </Confirm>
  );
}
