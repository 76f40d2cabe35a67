// Who follows what is saved, how far behind each is, and what is in its way: for whoever looks after the gateway.
import type { ConsumerState } from "../../api/types.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { useConsumerName } from "../../words/consumers.ts";
import { wordOr } from "../../words/speech.ts";
import { consumerTexts, troubleTexts } from "./consumer-texts.ts";
import { Wrong } from "./wrong.tsx";

/** Entries that are on their way right now are no delay. */
const BEHIND_S = 5;

export function ConsumerFacts({ consumers }: { readonly consumers: readonly ConsumerState[] }) {
  const say = useTexts(consumerTexts);
  const nameOf = useConsumerName();
  return (
    <section className="panel" aria-label={say("title")}>
      <h2>{say("title")}</h2>
      <dl className="facts panel-body">
        {consumers.map((one) => (
          <Row key={one.consumer} name={nameOf(one.consumer)} one={one} />
        ))}
      </dl>
    </section>
  );
}

function Row({ name, one }: { readonly name: string; readonly one: ConsumerState }) {
  const say = useTexts(consumerTexts);
  const { entries, seconds, trouble = null } = one;
  const late = entries > 0 && seconds >= BEHIND_S;
  const lag = say("behind", { n: entries.toLocaleString("en"), s: Math.round(seconds) });
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {trouble === null ? late ? <Wrong>{lag}</Wrong> : say("upToDate") : <Trouble trouble={trouble} />}
        {trouble !== null && entries > 0 ? <div className="quiet">{lag}</div> : null}
      </dd>
    </>
  );
}

function Trouble({ trouble: { code, detail, since } }: { readonly trouble: NonNullable<ConsumerState["trouble"]> }) {
  const say = useTexts(consumerTexts);
  const language = useLanguage();
  const remedy = wordOr(troubleTexts, language, `${code}Do`);
  return (
    <>
      <Wrong>
        {say("held")} · {wordOr(troubleTexts, language, code) ?? code}
      </Wrong>
      <div className="quiet">
        <Age at={new Date(since).toISOString()} />
      </div>
      {detail === "" ? null : <code className="matter-detail">{detail}</code>}
      {remedy === null ? null : <div>{remedy}</div>}
    </>
  );
}
