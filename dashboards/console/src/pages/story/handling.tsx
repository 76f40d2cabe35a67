// What an alarm was (处置): three large buttons, a comment, and what was said before. It acknowledges nothing and silences nothing.
import { Button, Input } from "antd";
import { useState } from "react";
import { type Handling, VERDICTS, type Verdict } from "#gateway/contract/story.ts";
import type { Ticket } from "#gateway/contract/tickets.ts";
import { call } from "../../api/http.ts";
import { queryClient, useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { ProblemPanel } from "../../parts/problem.tsx";
import { useAct } from "../../session/act.ts";
import { useCan } from "../../session/session.tsx";
import { timeText } from "../../words/time.ts";
import { useStoryNames } from "./names.ts";
import { useVerdictWord } from "./step-words.ts";
import { storyTexts } from "./texts.ts";
import "./story.css";

/** As the gateway takes it. */
const MOST_COMMENT = 256;

interface Props {
  readonly alarm: string;
  readonly occurrence: number;
}

const pathOf = ({ alarm }: Props) => `/alarms/${encodeURIComponent(alarm)}`;

/** Everything that was told of this alarm is asked for again. */
async function askAgain(which: Props): Promise<void> {
  await queryClient.invalidateQueries({
    predicate: ({ queryKey: [path] }) =>
      String(path).startsWith(`${pathOf(which)}/`) || String(path).startsWith("/alarms/figures"),
  });
}

export function HandlingPart(which: Props) {
  const say = useTexts(storyTexts);
  const may = useCan("alarms.ack");
  const answer = useGet<{ readonly handling: Handling | null }>(
    `${pathOf(which)}/handling?occurrence=${which.occurrence}`,
  );
  const [correcting, setCorrecting] = useState(false);
  if (answer.data === undefined) return null;
  const { handling } = answer.data;
  return (
    <div className="handling">
      <h3>{say("handling")}</h3>
      {handling === null ? null : <Said handling={handling} />}
      {handling === null && !may ? <p className="quiet">{say("notHandled")}</p> : null}
      {handling !== null && may && !correcting ? (
        <Button size="small" className="no-print" onClick={() => setCorrecting(true)}>
          {say("correct")}
        </Button>
      ) : null}
      {may && (handling === null || correcting) ? (
        <Buttons
          which={which}
          before={handling}
          done={() => setCorrecting(false)}
          {...(handling === null ? {} : { cancel: () => setCorrecting(false) })}
        />
      ) : null}
    </div>
  );
}

function Said({ handling }: { readonly handling: Handling }) {
  const say = useTexts(storyTexts);
  const verdictWord = useVerdictWord();
  const names = useStoryNames([handling, ...handling.earlier]);
  const now = useNow();
  const wordsOf = ({ verdict, by, at }: Pick<Handling, "verdict" | "by" | "at">) => ({
    verdict: verdictWord(verdict),
    who: names.person(by),
    time: timeText(Date.parse(at), now),
  });
  return (
    <div>
      <strong className={`verdict verdict-${handling.verdict}`}>{verdictWord(handling.verdict)}</strong>{" "}
      <span className="quiet">{say("handledBy", wordsOf(handling))}</span>
      {handling.comment === null ? null : <p>{handling.comment}</p>}
      {handling.earlier.map((one) => (
        <p key={one.at} className="quiet">
          {say("earlier", wordsOf(one))}
        </p>
      ))}
    </div>
  );
}

interface ButtonsProps {
  readonly which: Props;
  readonly before: Handling | null;
  done(): void;
  cancel?(): void;
}

/** The repair of this occurrence, asked as the button that opens it asks. */
function useTicketOf({ alarm, occurrence }: Props): string | null {
  const path = `/tickets?state=all&limit=5&alarm=${encodeURIComponent(alarm)}`;
  const known = useGet<{ readonly tickets: readonly Ticket[] }>(path, { enabled: useCan("tickets.read") });
  return known.data?.tickets.find((ticket) => ticket.alarm?.occurrence === occurrence)?.id ?? null;
}

/** The first press chooses, so that a comment can follow; the second records. */
function Buttons({ which, before, done, cancel }: ButtonsProps) {
  const say = useTexts(storyTexts);
  const verdictWord = useVerdictWord();
  const { busy, problem, run } = useAct();
  const ticket = useTicketOf(which);
  const [chosen, setChosen] = useState<Verdict | null>(before?.verdict ?? null);
  const [comment, setComment] = useState(before?.comment ?? "");
  const save = () =>
    run(async () => {
      const body = {
        occurrence: which.occurrence,
        verdict: chosen,
        comment: comment.trim() === "" ? null : comment.trim(),
        ticket: ticket ?? before?.ticket ?? null,
      };
      await call("POST", `${pathOf(which)}/handling`, { body });
      await askAgain(which);
      done();
    });
  return (
    <div className="handling-form no-print">
      <p className="quiet">{say("handlingWhat")}</p>
      <div className="handling-verdicts">
        {VERDICTS.map((verdict) => (
          <button
            key={verdict}
            type="button"
            className={`handling-verdict verdict-${verdict}`}
            aria-pressed={chosen === verdict}
            onClick={() => setChosen(verdict)}
          >
            <strong>{verdictWord(verdict)}</strong>
            <small>{say(verdict === "real" ? "realWhat" : verdict === "false" ? "falseWhat" : "testWhat")}</small>
          </button>
        ))}
      </div>
      {chosen === null ? null : (
        <div className="handling-save">
          <Input
            aria-label={say("comment")}
            placeholder={say("comment")}
            maxLength={MOST_COMMENT}
            value={comment}
            onChange={({ target }) => setComment(target.value)}
          />
          <Button type="primary" loading={busy} onClick={() => void save()}>
            {say("save")}
          </Button>
          {cancel === undefined ? null : <Button onClick={cancel}>{say("cancel")}</Button>}
        </div>
      )}
      {problem === null ? null : <ProblemPanel problem={problem} />}
    </div>
  );
}
