// Adds or changes a record of the register; what was typed stays until it is saved, what somebody else changed meanwhile is not overwritten.
import { App, Button, Drawer, Flex, Form, Input, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import type { Asset, AssetFields } from "#gateway/contract/assets.ts";
import { useDevices } from "../../api/campus.ts";
import { ApiProblem, call } from "../../api/http.ts";
import { useChange } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ProblemPanel } from "../../parts/problem.tsx";
import { partTexts } from "../../parts/texts.ts";
import { useAct } from "../../session/act.ts";
import { assetTexts } from "./texts.ts";
import { useClassOptions, usePlaceOptions } from "./words.ts";

type Fields = { -readonly [Field in keyof AssetFields]?: AssetFields[Field] };
const NAMES = [
  "name", "class", "place", "spot", "owner", "purchasedOn", "price", "warrantyUntil", "contractor", "serial", "mac", "ip", "device", "note", "state",
] as const; // biome-ignore format: a list of words

function fieldsOf(asset: Asset): Fields {
  return Object.fromEntries(NAMES.map((name) => [name, asset[name]]));
}

interface Props {
  /** Null: a new one. */
  readonly asset: Asset | null;
  /** What is known of a new one; then the page stays where it is when it is saved. */
  readonly start?: Fields;
  close(): void;
}

export function AssetForm({ asset, start, close }: Props) {
  const say = useTexts(assetTexts);
  const part = useTexts(partTexts);
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [form] = Form.useForm<Fields>();
  const { busy, problem, run } = useAct();
  const change = useChange(
    (body: Fields) =>
      asset === null
        ? call<Asset>("POST", "/assets", { body })
        : call<Asset>("PUT", `/assets/${encodeURIComponent(asset.id)}`, {
            body,
            headers: { "if-match": `"${asset.version}"` },
          }),
    ["/assets", "/network/findings"],
  );
  const send = (fields: Fields) =>
    run(async () => {
      try {
        const given = Object.entries(fields).map(([name, value]) => [
          name,
          value === "" || value === undefined ? null : value,
        ]);
        const saved = await change.mutateAsync(Object.fromEntries(given));
        void message.success(say(asset === null ? "added" : "saved"));
        close();
        if (asset === null && start === undefined) await navigate(`/asset/${encodeURIComponent(saved.id)}`);
      } catch (error) {
        if (error instanceof ApiProblem) form.setFields(fieldErrors(error));
        throw error;
      }
    });
  const text = (name: keyof Fields & keyof AssetFields, extra?: ReactNode, maxLength = 64) => (
    <Form.Item name={name} label={say(name)} {...(extra === undefined ? {} : { extra })}>
      <Input maxLength={maxLength} autoComplete="off" />
    </Form.Item>
  );
  const choice = (
    name: "class" | "place" | "device",
    options: readonly { value: string; label: string }[],
    extra?: string,
  ) => (
    <Form.Item
      name={name}
      label={say(name)}
      {...(extra === undefined ? {} : { extra })}
      rules={name === "class" ? [{ required: true, message: say("required") }] : []}
    >
      <Select allowClear={name !== "class"} showSearch={{ optionFilterProp: "label" }} options={[...options]} />
    </Form.Item>
  );
  const devices = (useDevices().data?.devices ?? []).map(({ id, name }) => ({ value: id, label: `${name} (${id})` }));
  return (
    <Drawer
      open
      size={520}
      title={asset === null ? say("addTitle") : say("editTitle", { name: asset.name })}
      onClose={close}
      mask={{ closable: false }}
      footer={
        <Flex gap="small" justify="end">
          <Button onClick={close}>{part("cancel")}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {say("save")}
          </Button>
        </Flex>
      }
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError
        initialValues={asset === null ? { state: "in-use", ...start } : fieldsOf(asset)}
        onFinish={(fields) => void send(fields)}
      >
        {problem === null ? null : <ProblemPanel problem={problem} />}
        <Form.Item
          name="name"
          label={say("name")}
          rules={[{ required: true, whitespace: true, message: say("required") }]}
        >
          <Input maxLength={64} autoComplete="off" autoFocus />
        </Form.Item>
        {choice("class", useClassOptions())}
        {choice("place", usePlaceOptions())}
        {text("spot", say("spotHelp"))}
        {text("owner")}
        <Form.Item name="state" label={say("state")}>
          <Select
            options={(["in-use", "spare", "scrapped"] as const).map((value) => ({
              value,
              label: say(`state-${value}`),
            }))}
          />
        </Form.Item>
        {text("purchasedOn", say("dateHelp"))}
        {text("warrantyUntil", say("dateHelp"))}
        {text("contractor")}
        <Form.Item name="price" label={say("price")}>
          <InputNumber min={0} max={100_000_000} className="assets-price" />
        </Form.Item>
        {text("serial")}
        {text("mac")}
        {text("ip")}
        {choice("device", devices, say("deviceHelp"))}
        <Form.Item name="note" label={say("note")}>
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
      </Form>
    </Drawer>
  );
}

/** The gateway's errors at the fields that they are about. */
function fieldErrors({ body }: ApiProblem): { name: keyof Fields; errors: string[] }[] {
  return (body.errors ?? []).flatMap(({ path, message }) => {
    const field = NAMES.find((name) => path === `/${name}`);
    return field === undefined ? [] : [{ name: field, errors: [message] }];
  });
}
