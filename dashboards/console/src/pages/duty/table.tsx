// The table of days and shifts; on a phone each day is a card. A turn is a button for whoever may swap it.
import { MoonOutlined, SwapOutlined } from "@ant-design/icons";
import { Fragment, useState } from "react";
import type { DayView, RosterView, TurnView } from "#gateway/contract/duty.ts";
import type { Names } from "../../api/duty.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useWideOrPaper } from "../../parts/use-wide.ts";
import { useCan } from "../../session/session.tsx";
import { type Column, type ColumnGroup, type DayGap, isNight, type Row } from "./grid.ts";
import { SwapDialog } from "./swap-dialog.tsx";
import { dutyTexts } from "./texts.ts";
import { useDutyWords } from "./use-words.ts";

interface Props {
  readonly groups: readonly ColumnGroup[];
  readonly rows: readonly Row[];
  readonly names: Names;
  readonly today: string;
  readonly roster: RosterView;
}

export function RosterTable(props: Props) {
  const [swapping, setSwapping] = useState<TurnView | null>(null);
  const wide = useWideOrPaper();
  const shown = { ...props, swap: setSwapping };
  return (
    <>
      {wide ? <Table {...shown} /> : <Cards {...shown} />}
      {swapping === null ? null : (
        <SwapDialog turn={swapping} names={props.names} roster={props.roster} close={() => setSwapping(null)} />
      )}
    </>
  );
}

interface ShownProps extends Props {
  swap(turn: TurnView): void;
}

function rowClass(row: Row, today: string): string {
  const free = row.day.kind === "holiday" || row.day.kind === "weekend";
  return `${free ? "duty-free" : ""} ${row.day.day === today ? "duty-today" : ""}`;
}

function Table({ groups, rows, names, today, swap }: ShownProps) {
  const say = useTexts(dutyTexts);
  return (
    <section className="duty-scroll" aria-label={say("roster")}>
      <table className="duty-table">
        <thead>
          <tr>
            <th rowSpan={2}>{say("day")}</th>
            {groups.map(({ post, columns }) => (
              <th key={post.id} colSpan={columns.length} className="duty-first">
                {post.name}
              </th>
            ))}
          </tr>
          <tr>
            {groups.map(({ columns }) =>
              columns.map((column, at) => (
                <th key={column.key} className={at === 0 ? "duty-first" : ""}>
                  <ShiftHead column={column} />
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.day.day}
              className={rowClass(row, today)}
              aria-current={row.day.day === today ? "date" : false}
            >
              <th scope="row">
                <DayHead day={row.day} />
              </th>
              {groups.map(({ columns }) =>
                columns.map((column, at) => (
                  <td key={column.key} className={at === 0 ? "duty-first" : ""}>
                    <Cell turn={row.turns.get(column.key)} names={names} swap={swap} />
                    <GapMarks gaps={row.gaps.get(column.key) ?? []} />
                  </td>
                )),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cards({ groups, rows, names, today, swap }: ShownProps) {
  return (
    <ul className="duty-cards">
      {rows.map((row) => (
        <li key={row.day.day} className={rowClass(row, today)} aria-current={row.day.day === today ? "date" : false}>
          <h3>
            <DayHead day={row.day} />
          </h3>
          {groups
            .map(({ post, columns }) => ({ post, shown: columns.filter((column) => hasAny(row, column)) }))
            .filter(({ shown }) => shown.length > 0)
            .map(({ post, shown }) => (
              <Fragment key={post.id}>
                <strong>{post.name}</strong>
                {shown.map((column) => (
                  <div key={column.key} className="duty-card-line">
                    <ShiftHead column={column} />
                    <div>
                      <Cell turn={row.turns.get(column.key)} names={names} swap={swap} />
                      <GapMarks gaps={row.gaps.get(column.key) ?? []} />
                    </div>
                  </div>
                ))}
              </Fragment>
            ))}
        </li>
      ))}
    </ul>
  );
}

function hasAny(row: Row, { key }: Column): boolean {
  return row.turns.has(key) || row.gaps.has(key);
}

function ShiftHead({ column: { shift } }: { readonly column: Column }) {
  const say = useTexts(dutyTexts);
  if (shift === null) return <span className="duty-bad">{say("noShift")}</span>;
  return (
    <span className="duty-shift">
      {shift.name}{" "}
      <small className="quiet">
        {shift.from}–{shift.to}
        {isNight(shift) ? <MoonOutlined aria-label={say("night")} title={say("night")} /> : null}
      </small>
    </span>
  );
}

function DayHead({ day }: { readonly day: DayView }) {
  const words = useDutyWords();
  const [mark, name] = [words.mark(day), words.dayName(day)];
  return (
    <span className="duty-day">
      {day.day.slice(5)} <small>{words.weekday(day.day)}</small>
      {mark === "" ? null : <span className={`duty-mark duty-mark-${day.kind}`}>{mark}</span>}
      {name === "" ? null : <small className="quiet">{name}</small>}
    </span>
  );
}

/** In words, so that nobody needs to see the colour. */
function GapMarks({ gaps }: { readonly gaps: readonly DayGap[] }) {
  const say = useTexts(dutyTexts);
  return gaps.map(({ from, to }) => (
    <span key={from} className="duty-gap">
      {say("gap", { from, to })}
    </span>
  ));
}

interface CellProps {
  readonly turn: TurnView | undefined;
  readonly names: Names;
  swap(turn: TurnView): void;
}

function Cell({ turn, names, swap }: CellProps) {
  const say = useTexts(dutyTexts);
  const words = useDutyWords();
  const mayWrite = useCan("people.write");
  if (turn === undefined) return null;
  const text = (
    <>
      <span className={turn.persons.length === 0 ? "duty-bad" : ""}>{words.persons(turn.persons, names)}</span>
      {turn.swapped ? (
        <small className="duty-swapped">
          <SwapOutlined aria-hidden /> {say("swapped")}
        </small>
      ) : null}
    </>
  );
  if (!mayWrite) return <span className="duty-turn">{text}</span>;
  return (
    <button type="button" className="duty-turn" onClick={() => swap(turn)}>
      {text}
    </button>
  );
}
