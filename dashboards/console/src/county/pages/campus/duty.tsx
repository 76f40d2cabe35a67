// Is somebody there? The county asks a post of a campus (查岗), and sees how soon it was answered; questions of the campus itself stand among them.
import { AutoComplete, Button } from "antd";
import { useState } from "react";
import type { CountyCommandView, CountyDuty, CountySpotCheck } from "#gateway/contract/county.ts";
import { ID_PATTERN } from "#gateway/contract/ids.ts";
import { call } from "../../../api/http.ts";
import { useGet } from "../../../api/queries.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { Age } from "../../../parts/age.tsx";
import { Confirm } from "../../../parts/confirm.tsx";
import { Section } from "../../../parts/section.tsx";
import { useCan } from "../../../session/session.tsx";
import { spanText } from "../../../words/span.ts";
import { useWords } from "../../../words/speech.ts";
import { dutyTexts } from "./duty-texts.ts";

const AGAIN_MS = 5000;
const LOOK_MS = 1500;
const ID = new RegExp(ID_PATTERN);

export function Duty({ campus }: { readonly campus: string }) {
  const say = useTexts(dutyTexts);
  const { data } = useGet<CountyDuty>(`/campuses/${campus}/duty`, { refresh: AGAIN_MS });
  const may = useCan("alarms.ack");
  const [typed, setTyped] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const [command, setCommand] = useState<string | null>(null);
  const posts = data?.posts ?? [];
  const checks = data?.checks ?? [];
  const post = typed ?? posts[0] ?? "";
  if (!may && checks.length === 0) return null;
  return (
    <div className="campus-wide">
      <Section title={say("title")}>
        {may ? (
          <p className="campus-spot-check">
            <AutoComplete
              aria-label={say("post")}
              placeholder={say("post")}
              value={post}
              options={posts.map((id) => ({ value: id }))}
              onChange={setTyped}
            />
            <Button disabled={!ID.test(post)} onClick={() => setAsking(true)}>
              {say("ask")}
            </Button>
            {command === null ? null : <Progress id={command} />}
          </p>
        ) : null}
        {checks.length === 0 ? <p className="quiet">{say("none")}</p> : null}
        <ul className="campus-events">
          {checks.map((check) => (
            <Check key={check.id} check={check} />
          ))}
        </ul>
      </Section>
      {asking ? (
        <Confirm
          title={say("askWhom", { post })}
          word={say("ask")}
          act={async () => {
            const asked = await call<CountyCommandView>("POST", `/campuses/${campus}/spot-checks`, { body: { post } });
            setCommand(asked.id);
          }}
          close={() => setAsking(false)}
        >
          {say("askWhy")}
        </Confirm>
      ) : null}
    </div>
  );
}

function Check({ check }: { readonly check: CountySpotCheck }) {
  const say = useTexts(dutyTexts);
  const language = useLanguage();
  const { post, state, askedAt, endedAt, tookMs } = check;
  const at = askedAt ?? endedAt;
  return (
    <li>
      {at === null ? <span /> : <Age at={at} />}
      <span>
        <strong>{post}</strong>{" "}
        <span className={state === "missed" ? "standing standing-high" : "quiet"}>
          {state === "answered" && tookMs !== null
            ? say("answeredAfter", { span: spanText(tookMs, language) })
            : say(state)}
        </span>
      </span>
    </li>
  );
}

function Progress({ id }: { readonly id: string }) {
  const say = useTexts(dutyTexts);
  const words = useWords();
  const { data } = useGet<CountyCommandView>(`/commands/${id}`, { refresh: LOOK_MS });
  const state = data?.state ?? "issued";
  return (
    <span role="status" className="quiet">
      {say(`to-${state}`)}
      {data === undefined || data.code === null ? null : ` · ${words.code(data.code)}`}
    </span>
  );
}
