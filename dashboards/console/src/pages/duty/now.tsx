// Each post as it is now: who is there, whether its screen can be heard, and the spot check.
import { App, Button, Flex } from "antd";
import { useState } from "react";
import type { DutyNow, PostNow, SpotCheck } from "#gateway/contract/duty.ts";
import { askForDuty, type Names } from "../../api/duty.ts";
import { call } from "../../api/http.ts";
import { useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { Age } from "../../parts/age.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { Section } from "../../parts/section.tsx";
import { useCan } from "../../session/session.tsx";
import { timeText } from "../../words/time.ts";
import { clockOf } from "./grid.ts";
import { dutyTexts } from "./texts.ts";
import { useDutyWords } from "./use-words.ts";

/** The last of each post is among them. */
const CHECKS_READ = 50;
const CHECKS_SHOWN = 5;
const OUTCOME_MS = 12 * 3_600_000;

export function NowCards({ now }: { readonly now: DutyNow }) {
  const say = useTexts(dutyTexts);
  const checks = useGet<Checks>(`/duty/spot-checks?limit=${CHECKS_READ}`).data;
  return (
    <div className="no-print">
      <Section title={say("now")}>
        {now.clockTrusted ? null : <p className="duty-bad">{say("clockUnset")}</p>}
        <ul className="duty-posts">
          {now.posts.map((post) => (
            <PostCard key={post.id} post={post} names={now.names} checks={checks} />
          ))}
        </ul>
        <LastChecks posts={now.posts} checks={checks} />
      </Section>
    </div>
  );
}

interface CardProps {
  readonly post: PostNow;
  readonly names: Names;
  readonly checks: Checks | undefined;
}

function PostCard({ post, names, checks }: CardProps) {
  const say = useTexts(dutyTexts);
  const words = useDutyWords();
  const { next } = post;
  const nextAt = next === null ? "" : timeText(Date.parse(next.from), gatewayNow()).slice(0, -3);
  return (
    <li className={post.gap || post.missed ? "duty-post duty-post-bad" : "duty-post"}>
      <Flex justify="space-between" gap="small" wrap>
        <strong>{post.name}</strong>
        <CheckButton post={post} />
      </Flex>
      <Who post={post} names={names} />
      {post.missed ? <div className="duty-bad">{say("missed")}</div> : null}
      <Screen post={post} />
      {checks === undefined ? null : <Outcome post={post} checks={checks} />}
      {next === null ? null : (
        <small className="quiet">{say("next", { at: nextAt, names: words.persons(next.persons, names) })}</small>
      )}
    </li>
  );
}

function Who({ post, names }: { readonly post: PostNow; readonly names: Names }) {
  const say = useTexts(dutyTexts);
  const words = useDutyWords();
  const { signedOn, rostered, covered, gap } = post;
  if (signedOn?.current === true) {
    const since = clockOf(Date.parse(signedOn.since));
    return <div>{say("onDuty", { names: words.persons(signedOn.persons, names), since })}</div>;
  }
  return (
    <>
      {signedOn === null ? null : <div>{say("old", { names: words.persons(signedOn.persons, names) })}</div>}
      {rostered.length > 0 ? <div>{say("rostered", { names: words.persons(rostered, names) })}</div> : null}
      {gap ? <div className="duty-bad">{say("nobodyNow")}</div> : null}
      {rostered.length === 0 && !gap && covered === "sometimes" ? (
        <div className="quiet">{say("nobodyMeant")}</div>
      ) : null}
    </>
  );
}

/** What came of the last spot check of the day, for whoever asked for it; the list below has them all. */
function Outcome({ post, checks: { checks, names } }: { readonly post: PostNow; readonly checks: Checks }) {
  const say = useTexts(dutyTexts);
  const last = checks.find((one) => one.post === post.id);
  if (last === undefined || last.state === "open" || gatewayNow() - Date.parse(last.at) > OUTCOME_MS) return null;
  const { state, person, answeredAt, until } = last;
  const what = say(`check-${state}`, { name: person === null ? "" : (names[person] ?? person) });
  const at = clockOf(Date.parse(answeredAt ?? until));
  return <div className={state === "missed" ? "duty-bad" : ""}>{say("checkOutcome", { at, what })}</div>;
}

const SCREENS = { on: "screenOn", silent: "screenSilent", blocked: "screenBlocked" } as const;

function Screen({ post: { console: screen } }: { readonly post: PostNow }) {
  const say = useTexts(dutyTexts);
  if (!screen.present || screen.sound === null) return <small className="quiet">{say("screenNone")}</small>;
  return <small className={screen.sound === "on" ? "quiet" : "duty-bad"}>{say(SCREENS[screen.sound])}</small>;
}

/** For whoever may ask a post whether anybody is there. */
function CheckButton({ post }: { readonly post: PostNow }) {
  const say = useTexts(dutyTexts);
  const { message } = App.useApp();
  const may = useCan("alarms.shelve");
  const [asking, setAsking] = useState(false);
  if (post.spotCheck?.state === "open")
    return <span className="quiet">{say("checkOpen", { until: clockOf(Date.parse(post.spotCheck.until)) })}</span>;
  if (!may) return null;
  const send = async () => {
    await call("POST", "/duty/spot-checks", { body: { post: post.id } });
    void message.success(say("checkSent", { post: post.name }));
    await askForDuty();
  };
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        {say("check")}
      </Button>
      {asking ? (
        <Confirm
          title={say("checkTitle", { post: post.name })}
          word={say("check")}
          act={send}
          close={() => setAsking(false)}
        >
          {say("checkWhat")}
        </Confirm>
      ) : null}
    </>
  );
}

interface Checks {
  readonly checks: readonly SpotCheck[];
  readonly names: Names;
}

function LastChecks({
  posts,
  checks: data,
}: {
  readonly posts: readonly PostNow[];
  readonly checks: Checks | undefined;
}) {
  const say = useTexts(dutyTexts);
  if (data === undefined || data.checks.length === 0) return null;
  const nameOf = (id: string) => posts.find((post) => post.id === id)?.name ?? id;
  return (
    <details className="duty-checks">
      <summary>{say("checks")}</summary>
      <ul>
        {data.checks.slice(0, CHECKS_SHOWN).map(({ id, post, at, state, person }) => (
          <li key={id} className={state === "missed" ? "duty-bad" : ""}>
            {nameOf(post)} · <Age at={at} /> ·{" "}
            {say(`check-${state}`, { name: person === null ? "" : (data.names[person] ?? person) })}
          </li>
        ))}
      </ul>
    </details>
  );
}
