// Adds or changes an alarm rule, with what it would have raised beside it. What was typed stays until it is saved or given up.
import { Alert, Button, Drawer, Flex, Form } from "antd";
import { useState } from "react";
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import { useDevices } from "../../../api/campus.ts";
import { ApiProblem } from "../../../api/http.ts";
import { useAlarmText } from "../../../campus/alarm-row.tsx";
import { useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { ProblemPanel } from "../../../parts/problem.tsx";
import { useAct } from "../../../session/act.ts";
import { useWithFreshSignIn } from "../../../session/fresh-sign-in.tsx";
import { useConfig, useItem, useWrite, versionNow } from "../change/config.ts";
import { Conflict } from "../change/conflict.tsx";
import { useDraft } from "../change/draft.ts";
import { type Item, mergedOver } from "../change/merge.ts";
import { placeErrors } from "../change/place-errors.ts";
import { saveItem } from "../change/save-item.ts";
import { changeTexts } from "../change/texts.ts";
import { useTold } from "../change/told.tsx";
import { fieldName, fieldsOf, itemOf, itemOfView, type RuleFields } from "./fields.ts";
import { Preview } from "./preview.tsx";
import { onlyPlaceOf } from "./taken-over.ts";
import { TakenOver } from "./taken-over-notice.tsx";
import { rulesTexts } from "./texts.ts";
import { WhatFields } from "./what-fields.tsx";
import { WordFields } from "./word-fields.tsx";
import { useRuleProfile } from "./words.ts";

interface Props {
  /** A rule of the school to change, one of a model to take over, or null for a new one. */
  readonly from: RuleView | null;
  readonly rules: readonly RuleView[];
  close(): void;
}

const NOTHING: Item = {};

/** Reads what the file has before it shows the form. */
export function RuleForm(props: Props) {
  const { from } = props;
  const own = from?.origin === "campus" ? from.id : null;
  const config = useConfig();
  const item = useItem("alarms", own);
  const devices = useDevices();
  if (own !== null)
    return (
      <Loaded query={item}>
        {({ rule = NOTHING, version }) => (
          <RuleDrawer {...props} own={own} base={rule} version={version} taken={null} />
        )}
      </Loaded>
    );
  return (
    <Loaded query={config}>
      {(running) => (
        <Loaded query={devices}>
          {(known) => (
            <RuleDrawer
              {...props}
              own={null}
              base={NOTHING}
              version={versionNow(running)}
              taken={from === null ? null : takenFrom(from, known.devices)}
            />
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

interface Kept {
  readonly fields: RuleFields;
  readonly base: Item;
  readonly version: string;
}

interface DrawerProps extends Props {
  /** The id of the school's rule that is changed; null: it is to be a new one. */
  readonly own: string | null;
  readonly base: Item;
  readonly version: string;
  /** What the model brings is where the school's rule begins; nothing of it is in the file yet. */
  readonly taken: Item | null;
}

function RuleDrawer({ from: view, rules, close, own, taken, ...start }: DrawerProps) {
  const say = useTexts(rulesTexts);
  const change = useTexts(changeTexts);
  const textOf = useAlarmText();
  const profileOf = useRuleProfile();
  const [form] = Form.useForm<RuleFields>();
  const draft = useDraft<Kept>(`rule ${own ?? `new ${view?.profile ?? ""} ${view?.id ?? ""}`}`);
  const [from, setFrom] = useState({
    base: draft.found?.base ?? start.base,
    version: draft.found?.version ?? start.version,
  });
  const [initial] = useState(() => draft.found?.fields ?? fieldsOf(taken ?? start.base));
  const [typed, setTyped] = useState(initial);
  const [theirs, setTheirs] = useState<{ item: Item | null; version: string } | null>(null);
  const [rest, setRest] = useState<ApiProblem | null>(null);
  const write = useWrite();
  const fresh = useWithFreshSignIn();
  const tell = useTold();
  const { busy, run } = useAct();
  const leave = () => {
    draft.forget();
    close();
  };

  const send = (item: Item, base: Item | null, version: string) =>
    run(async () => {
      setRest(null);
      try {
        const wish = { list: "alarms", id: own ?? String(item.id), base, version, item } as const;
        const saved = await fresh(() => saveItem(wish, write));
        if (!saved.done && own === null) return form.setFields([{ name: "id", errors: [say("idTaken")] }]);
        if (!saved.done) return setTheirs({ item: saved.theirs, version: saved.version });
        const name = textOf({ text: typed.text as RuleView["text"], rule: String(item.id) });
        tell({ text: say("saved", { name }), before: saved.before, after: saved.written.version });
        leave();
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        setRest(placeErrors(form, error, fieldName));
      }
    });
  const mine = () => itemOf(typed, from.base);
  const apply = () => {
    if (theirs === null) return;
    const merged = theirs.item === null ? mine() : mergedOver(from.base, mine(), theirs.item);
    setFrom({ base: theirs.item ?? NOTHING, version: theirs.version });
    void send(merged, theirs.item, theirs.version);
  };
  const ids = new Set(rules.filter(({ origin }) => origin === "campus").map(({ id }) => id));
  const { unit } = profileOf({ device: null, profile: null, place: null, point: null, ...whereOf(typed) });
  const name = view === null ? "" : textOf({ ...view, rule: view.id });
  return (
    <Drawer
      open
      size={760}
      title={own === null ? say("addTitle") : say("editTitle", { name })}
      onClose={close}
      footer={
        <Flex gap="small" justify="end">
          <Button onClick={leave}>{say("cancel")}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {say("save")}
          </Button>
        </Flex>
      }
    >
      <Form<RuleFields>
        name="rule"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onValuesChange={() => {
          const fields: RuleFields = { ...initial, ...form.getFieldsValue(true) };
          setTyped(fields);
          draft.keep({ fields, ...from });
        }}
        onFinish={() => void send(mine(), own === null ? null : from.base, from.version)}
      >
        {draft.found === null ? null : <Alert type="info" showIcon title={change("draftFound")} />}
        {taken === null ? null : <Alert type="info" showIcon title={say("ownHelp")} />}
        <WhatFields typed={typed} unit={unit} own={own} ids={ids} />
        <TakenOver typed={typed} rules={rules} from={own === null ? view : null} />
        <Preview item={mine()} before={own === null ? taken : start.base} unit={unit} />
        <WordFields />
        {rest === null ? null : <ProblemPanel problem={rest} />}
        {theirs === null ? null : (
          <Conflict base={from.base} mine={mine()} theirs={theirs.item} busy={busy} apply={apply} giveUp={leave} />
        )}
      </Form>
    </Drawer>
  );
}

/** Limits that belong to a kind of room begin where the model's rule holds now, if that is one place. */
function takenFrom(view: RuleView, devices: Parameters<typeof onlyPlaceOf>[1]): Item {
  const { profile, ...item } = itemOfView(view);
  const place = view.placeClasses.length === 0 ? null : onlyPlaceOf(view, devices);
  return place === null ? { ...item, profile } : { ...item, place };
}

/** Where the rule holds, as the rules in force say it. */
function whereOf({
  scope,
  target,
  point,
}: RuleFields): Partial<Pick<RuleView, "device" | "profile" | "place" | "point">> {
  return { [scope]: target ?? null, point: point === undefined || point === "" ? null : point };
}
