// Signing on at a post, handing it over, signing off: the roster's people are chosen already, one tap changes each.
import { App, Button, Flex, Modal, Radio, Select } from "antd";
import { useState } from "react";
import type { DutyNow, PersonView, PostNow } from "#gateway/contract/duty.ts";
import { askForDuty, type Names, namesText } from "../../api/duty.ts";
import { call } from "../../api/http.ts";
import { useGet } from "../../api/queries.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ProblemPanel } from "../../parts/problem.tsx";
import { partTexts } from "../../parts/texts.ts";
import { useAct } from "../../session/act.ts";
import { useCan } from "../../session/session.tsx";
import { turnSoundOn } from "../sound.ts";
import { keepPost } from "./kept.ts";
import { postTexts } from "./texts.ts";
import "./post.css";

/** As the gateway takes them. */
const MOST_PERSONS = 8;

interface Props {
  readonly now: DutyNow;
  /** The post that this browser stands at; null: none. */
  readonly kept: PostNow | null;
  close(): void;
}

export default function SignOnDialog({ now, kept, close }: Props) {
  const say = useTexts(postTexts);
  const part = useTexts(partTexts);
  const language = useLanguage();
  const { message } = App.useApp();
  const { busy, problem, run } = useAct();
  const [postId, setPostId] = useState(kept?.id ?? (now.posts.length === 1 ? now.posts[0]?.id : undefined));
  const post = now.posts.find(({ id }) => id === postId);
  const [touched, setTouched] = useState<readonly string[] | null>(null);
  const mayRead = useCan("people.read");
  const people = useGet<{ readonly people: readonly PersonView[] }>("/duty/people", { enabled: mayRead }).data?.people;
  const names: Names = { ...now.names, ...Object.fromEntries((people ?? []).map(({ id, name }) => [id, name])) };
  const persons = touched ?? post?.rostered ?? [];
  const signOn = () =>
    run(async () => {
      if (post === undefined) return;
      await call("POST", "/duty/sign-on", { body: { post: post.id, persons } });
      keepPost(post.id);
      void message.success(say("signedOn", { post: post.name, names: namesText(persons, names, language) }));
      close();
      await askForDuty();
    });
  const signOff = () =>
    run(async () => {
      if (kept === null) return;
      await call("POST", "/duty/sign-off", { body: { post: kept.id } });
      keepPost(null);
      void message.success(say("signedOff", { post: kept.name }));
      close();
      await askForDuty();
    });
  const isHere = kept !== null && kept.id === postId && kept.signedOn !== null;
  return (
    <Modal
      open
      width={520}
      title={say(isHere ? "handOver" : "signOn")}
      onCancel={close}
      footer={
        <Flex gap="small" justify="end" wrap>
          {kept === null ? null : (
            <Button danger loading={busy} title={say("signOffWhat")} onClick={() => void signOff()}>
              {say("signOff")}
            </Button>
          )}
          <Button onClick={close}>{part("cancel")}</Button>
          <Button
            type="primary"
            loading={busy}
            disabled={post === undefined || persons.length === 0}
            title={persons.length === 0 ? say("choosePersons") : ""}
            onClick={() => {
              // The tap that signs on is the touch that lets the browser sound.
              turnSoundOn();
              void signOn();
            }}
          >
            {say(isHere ? "doHandOver" : "doSignOn")}
          </Button>
        </Flex>
      }
    >
      <Flex vertical gap="middle">
        <span className="quiet">{say("signOnWhat")}</span>
        <Radio.Group
          aria-label={say("post")}
          optionType="button"
          className="sign-on-posts"
          value={postId}
          options={now.posts.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={({ target }) => {
            setPostId(String(target.value));
            setTouched(null);
          }}
        />
        {post === undefined ? null : (
          <Persons key={post.id} post={post} persons={persons} names={names} people={people} choose={setTouched} />
        )}
        {problem === null ? null : <ProblemPanel problem={problem} />}
      </Flex>
    </Modal>
  );
}

interface PersonsProps {
  readonly post: PostNow;
  readonly persons: readonly string[];
  readonly names: Names;
  /** Undefined: not known, or not to be seen. */
  readonly people: readonly PersonView[] | undefined;
  choose(persons: readonly string[]): void;
}

function Persons({ post, persons, names, people, choose }: PersonsProps) {
  const say = useTexts(postTexts);
  const near = [
    ...new Set([...post.rostered, ...(post.signedOn?.persons ?? []), ...(post.next?.persons ?? []), ...persons]),
  ];
  const others = (people ?? []).filter(({ id }) => !near.includes(id));
  const toggle = (person: string) =>
    choose(persons.includes(person) ? persons.filter((id) => id !== person) : [...persons, person]);
  const hint = () => {
    if (people !== undefined && people.length === 0) return say("noPeople");
    if (near.some((id) => names[id] === undefined)) return say("nameless");
    return say(post.rostered.length > 0 ? "rosteredNow" : "rosteredNobody");
  };
  return (
    <>
      <fieldset className="sign-on-persons">
        <legend>{say("persons")}</legend>
        {near.map((person) => (
          <Button
            key={person}
            size="large"
            type={persons.includes(person) ? "primary" : "default"}
            aria-pressed={persons.includes(person)}
            disabled={!persons.includes(person) && persons.length >= MOST_PERSONS}
            onClick={() => toggle(person)}
          >
            {names[person] ?? person}
          </Button>
        ))}
        {others.length === 0 ? null : (
          <Select
            className="sign-on-others"
            size="large"
            aria-label={say("others")}
            placeholder={say("others")}
            value={null}
            disabled={persons.length >= MOST_PERSONS}
            showSearch={{ optionFilterProp: "label" }}
            options={others.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(person: string | null) => (person === null ? undefined : toggle(person))}
          />
        )}
      </fieldset>
      <small className="quiet">{hint()}</small>
    </>
  );
}
