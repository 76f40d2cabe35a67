// The two halves of the alarm desk and what the keyboard does there: J and K go up and down, A acknowledges, S puts off, Enter opens.
import { Drawer, Grid } from "antd";
import { useMemo, useRef, useState } from "react";
import type { Alarm, AlarmFilter } from "#gateway/contract/alarms.ts";
import { useDesk } from "../../api/alarms.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useCan } from "../../session/session.tsx";
import { AckAllDialog } from "./ack-all.tsx";
import { type Act, ActDialog, useActs } from "./acts.tsx";
import { DeskList } from "./desk-list.tsx";
import { GroupStory } from "./group-story.tsx";
import { type DeskRow, type GroupRow, positionOf, rowsOf } from "./rows.ts";
import { Story } from "./story.tsx";
import { deskTexts } from "./texts.ts";
import { useChosen } from "./use-chosen.ts";
import { useKeys } from "./use-keys.ts";

const ACTS: Readonly<Record<string, Act>> = { a: "ack", s: "shelve" };
const STEPS: Readonly<Record<string, number>> = { j: 1, arrowdown: 1, k: -1, arrowup: -1 };

interface Props {
  readonly alarms: readonly Alarm[];
  readonly state: AlarmFilter;
  /** The line that the address names. */
  readonly named: string | null;
  name(key: string | null): void;
}

/** What somebody is about to do; what is acted on is what was looked at, however the list moves meanwhile. */
type Acting =
  | { readonly act: Act; readonly alarm: Alarm }
  | { readonly act: "ack-all"; readonly alarms: readonly Alarm[] };

export function AlarmDesk({ alarms, state, named, name }: Props) {
  const say = useTexts(deskTexts);
  const wide = Grid.useBreakpoint().lg === true;
  const causes = useDesk(useCan("alarms.read")).data ?? null;
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [acting, setActing] = useState<Acting | null>(null);
  const [key, choose] = useChosen(named, name);
  const story = useRef<HTMLDivElement>(null);
  // Ten thousand are put together once for each change, not for each look.
  const grouped = state === "open" ? causes : null;
  const rows = useMemo(() => rowsOf(alarms, grouped, opened, key), [alarms, grouped, opened, key]);
  // Without a name in the address, what was looked at stays chosen when something worse comes above it.
  const held = useRef<string | null>(null);
  const at = positionOf(rows, key ?? held.current);
  const chosen = rows[at];
  held.current = chosen?.key ?? null;
  const acts = useActs(chosen?.alarm ?? null);

  const toggle = ({ key: group, open, members }: GroupRow) => {
    setOpened((before) => new Set(open ? [...before].filter((other) => other !== group) : [...before, group]));
    if (open && members.some(({ id }) => id === key)) choose(group);
  };
  const start = (act: Act, alarm: Alarm | null) => setActing(alarm === null ? null : { act, alarm });
  const ackAll = (row: DeskRow) => {
    const waiting = unseenOf(row);
    if (waiting.length > 0) setActing({ act: "ack-all", alarms: waiting });
  };
  const onKey = (pressed: string): boolean => {
    const step = STEPS[pressed] ?? 0;
    const act = ACTS[pressed];
    if (chosen === undefined || acting !== null) return false;
    if (step !== 0) choose(rows[at + step]?.key ?? chosen.key);
    else if (act === "ack" && chosen.kind === "group") ackAll(chosen);
    else if (act !== undefined && acts.includes(act)) start(act, chosen.alarm);
    else if (pressed === "enter" && chosen.kind === "group") toggle(chosen);
    else if (pressed === "enter") {
      choose(chosen.key);
      story.current?.focus();
    } else return false;
    return true;
  };
  useKeys(onKey);

  const shown =
    chosen === undefined ? null : chosen.kind === "group" ? (
      <GroupStory
        row={chosen}
        acts={acts}
        start={(act) => start(act, chosen.alarm)}
        ackAll={() => ackAll(chosen)}
        choose={choose}
      />
    ) : (
      <Story alarm={chosen.alarm} acts={acts} start={(act) => start(act, chosen.alarm)} />
    );
  return (
    <div className="alarm-desk">
      <DeskList rows={rows} current={at} chattering={causes?.chattering ?? []} choose={choose} toggle={toggle} />
      {wide ? (
        <div ref={story} className="alarm-story" tabIndex={-1}>
          {shown}
        </div>
      ) : (
        <Drawer
          title={say("details")}
          open={chosen !== undefined && chosen.key === key}
          onClose={() => choose(null)}
          placement="right"
          size="100%"
        >
          {shown}
        </Drawer>
      )}
      <Doing acting={acting} close={() => setActing(null)} />
    </div>
  );
}

function Doing({ acting, close }: { readonly acting: Acting | null; close(): void }) {
  if (acting === null) return null;
  if (acting.act === "ack-all") return <AckAllDialog alarms={acting.alarms} close={close} />;
  return <ActDialog alarm={acting.alarm} act={acting.act} close={close} />;
}

/** What nobody has seen yet of a line and what it explains. */
function unseenOf(row: DeskRow): readonly Alarm[] {
  const all = row.kind === "group" ? [...(row.alarm === null ? [] : [row.alarm]), ...row.members] : [row.alarm];
  return all.filter(({ acknowledged }) => !acknowledged);
}
