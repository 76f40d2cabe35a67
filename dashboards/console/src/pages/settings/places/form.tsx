// Adds or changes a place. What was typed stays until it is saved or given up.
import { Alert, Button, Drawer, Flex, Form, Input, Select, Switch } from "antd";
import { useState } from "react";
import { ApiProblem } from "../../../api/http.ts";
import type { Place } from "../../../api/types.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { ProblemPanel } from "../../../parts/problem.tsx";
import { useAct } from "../../../session/act.ts";
import { useWithFreshSignIn } from "../../../session/fresh-sign-in.tsx";
import { NO_CAMERAS, PLACE_CLASSES, placeClassSearch, usePlaceClass } from "../../../words/places.ts";
import { useConfig, useItem, useWrite } from "../change/config.ts";
import { Conflict } from "../change/conflict.tsx";
import { useDraft } from "../change/draft.ts";
import { type Item, mergedOver } from "../change/merge.ts";
import { placeErrors } from "../change/place-errors.ts";
import { saveItem } from "../change/save-item.ts";
import { changeTexts } from "../change/texts.ts";
import { useTold } from "../change/told.tsx";
import { isId, proposedId } from "../devices/fields.ts";
import { placesTexts } from "./texts.ts";
import { insideOf } from "./tree.ts";

interface Props {
  /** Null: a new one. */
  readonly id: string | null;
  readonly places: readonly Place[];
  close(): void;
}

const NOTHING: Item = {};

/** Reads what the file has before it shows the form. */
export function PlaceForm(props: Props) {
  const config = useConfig();
  const item = useItem("places", props.id);
  if (props.id === null)
    return (
      <Loaded query={config}>{({ version }) => <PlaceDrawer {...props} base={NOTHING} version={version} />}</Loaded>
    );
  return (
    <Loaded query={item}>
      {({ place = NOTHING, version }) => <PlaceDrawer {...props} base={place} version={version} />}
    </Loaded>
  );
}

interface Fields {
  readonly id: string;
  readonly name: string;
  readonly class?: string;
  readonly key: boolean;
  readonly within?: string | null;
}

interface Kept {
  readonly fields: Fields;
  readonly base: Item;
  readonly version: string;
}

function fieldsOf(item: Item): Fields {
  const { id = "", name = "", key = false, ...rest } = item as Partial<Fields>;
  return { ...rest, id, name, key };
}

/** As campus.yaml is to have it: what is not chosen is not written. */
function itemOf({ id, name, class: placeClass, key, within }: Fields, base: Item): Item {
  const { key: _key, within: _within, ...rest } = base;
  return {
    ...rest,
    id,
    name: name.trim(),
    ...(placeClass === undefined ? {} : { class: placeClass }),
    ...(key || base.key === false ? { key } : {}),
    ...(within ? { within } : {}),
  };
}

function PlaceDrawer({ id, places, close, ...start }: Props & { readonly base: Item; readonly version: string }) {
  const say = useTexts(placesTexts);
  const change = useTexts(changeTexts);
  const classWord = usePlaceClass();
  const [form] = Form.useForm<Fields>();
  const draft = useDraft<Kept>(`place ${id ?? "new"}`);
  const [from, setFrom] = useState({
    base: draft.found?.base ?? start.base,
    version: draft.found?.version ?? start.version,
  });
  const [initial] = useState(() => draft.found?.fields ?? fieldsOf(start.base));
  const [theirs, setTheirs] = useState<{ item: Item | null; version: string } | null>(null);
  const [rest, setRest] = useState<ApiProblem | null>(null);
  const chosen = Form.useWatch("class", form) ?? initial.class;
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
        const wish = { list: "places", id: id ?? String(item.id), base, version, item } as const;
        const saved = await fresh(() => saveItem(wish, write));
        if (!saved.done && id === null) return form.setFields([{ name: "id", errors: [say("idTaken")] }]);
        if (!saved.done) return setTheirs({ item: saved.theirs, version: saved.version });
        tell({ text: say("saved", { name: String(item.name) }), before: saved.before, after: saved.written.version });
        leave();
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        setRest(placeErrors(form, error, (pointer) => pointer.split("/").slice(1)));
      }
    });
  const mine = () => itemOf(form.getFieldsValue(true), from.base);
  const apply = () => {
    if (theirs === null) return;
    const merged = theirs.item === null ? mine() : mergedOver(from.base, mine(), theirs.item);
    setFrom({ base: theirs.item ?? NOTHING, version: theirs.version });
    void send(merged, theirs.item, theirs.version);
  };
  const propose = (placeClass: string) => {
    if (id !== null || (form.getFieldValue("id") !== "" && form.isFieldTouched("id"))) return;
    form.setFieldValue("id", proposedId(placeClass, new Set(places.map((place) => place.id))));
  };
  const inside = id === null ? new Set<string>() : insideOf(id, places);
  return (
    <Drawer
      open
      size={480}
      title={id === null ? say("addTitle") : say("editTitle", { name: String(start.base.name) })}
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
      <Form<Fields>
        name="place"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onValuesChange={() => draft.keep({ fields: form.getFieldsValue(true), ...from })}
        onFinish={() => void send(mine(), id === null ? null : from.base, from.version)}
      >
        {draft.found === null ? null : <Alert type="info" showIcon title={change("draftFound")} />}
        <Form.Item
          name="name"
          label={say("name")}
          extra={say("nameHelp")}
          rules={[{ required: true, whitespace: true, message: say("nameNeeded") }]}
        >
          <Input maxLength={64} autoComplete="off" autoFocus />
        </Form.Item>
        <Form.Item
          name="class"
          label={say("class")}
          extra={NO_CAMERAS.has(chosen ?? "") ? say("noCameras") : say("classHelp")}
          rules={[{ required: true, message: say("classNeeded") }]}
        >
          <Select
            showSearch={{ optionFilterProp: "search" }}
            onChange={propose}
            options={PLACE_CLASSES.map((value) => ({
              value,
              label: classWord(value),
              search: `${placeClassSearch(value)} ${value}`,
            }))}
          />
        </Form.Item>
        <Form.Item
          name="id"
          label={say("id")}
          extra={id === null ? say("idHelp") : say("idFixed")}
          validateTrigger="onBlur"
          rules={[
            {
              validator: (_rule, text: string) => {
                if (!isId(text ?? "")) return Promise.reject(new Error(say("idWrong")));
                const isTaken = id === null && places.some((place) => place.id === text);
                return isTaken ? Promise.reject(new Error(say("idTaken"))) : Promise.resolve();
              },
            },
          ]}
        >
          <Input disabled={id !== null} maxLength={32} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="within" label={say("within")} extra={say("withinHelp")}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            placeholder={say("noWithin")}
            options={places
              .filter((place) => !inside.has(place.id))
              .map((place) => ({ value: place.id, label: place.name }))}
          />
        </Form.Item>
        <Form.Item name="key" label={say("key")} extra={say("keyHelp")} valuePropName="checked">
          <Switch />
        </Form.Item>
        {rest === null ? null : <ProblemPanel problem={rest} />}
        {theirs === null ? null : (
          <Conflict base={from.base} mine={mine()} theirs={theirs.item} busy={busy} apply={apply} giveUp={leave} />
        )}
      </Form>
    </Drawer>
  );
}
