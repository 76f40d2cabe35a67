// Reports a fault by hand: of a thing of the register, or of a place.
import { App, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { Asset, AssetPage } from "#gateway/contract/assets.ts";
import type { Ticket } from "#gateway/contract/tickets.ts";
import { call } from "../../api/http.ts";
import { useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ProblemPanel } from "../../parts/problem.tsx";
import { partTexts } from "../../parts/texts.ts";
import { useAct } from "../../session/act.ts";
import { useCan } from "../../session/session.tsx";
import { useFaultOptions, usePlaceOptions } from "../assets/words.ts";
import { ticketTexts } from "./texts.ts";
import { askForTickets } from "./use-tickets.ts";

interface Fields {
  readonly asset?: string;
  readonly place?: string;
  readonly fault?: string;
  readonly text?: string;
}

/** `asset` null: it is chosen here. */
export function OpenDialog({ asset, close }: { readonly asset: Asset | null; close(): void }) {
  const say = useTexts(ticketTexts);
  const part = useTexts(partTexts);
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [form] = Form.useForm<Fields>();
  const { busy, problem, run } = useAct();
  const [typed, setTyped] = useState("");
  const mayList = useCan("assets.read");
  const found = useGet<AssetPage>(`/assets?limit=30&q=${encodeURIComponent(typed)}`, {
    enabled: asset === null && mayList,
  });
  const listed = found.data?.assets ?? [];
  const chosenId = Form.useWatch("asset", form);
  const chosen = asset ?? listed.find(({ id }) => id === chosenId) ?? null;
  const faults = useFaultOptions(chosen?.class ?? "");
  const places = usePlaceOptions();
  const send = (fields: Fields) =>
    run(async () => {
      const given = { ...fields, ...(asset === null ? {} : { asset: asset.id }) };
      const body = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ""));
      const ticket = await call<Ticket>("POST", "/tickets", { body });
      await askForTickets();
      void message.success(say("sent", { id: ticket.id }));
      close();
      await navigate(`/repair/${ticket.id}`);
    });
  return (
    <Modal
      open
      title={say("openTitle")}
      okText={say("send")}
      cancelText={part("cancel")}
      okButtonProps={{ loading: busy }}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={(fields) => void send(fields)}>
        {asset !== null ? (
          <p>
            <strong>{asset.name}</strong>
          </p>
        ) : (
          <>
            {mayList ? (
              <Form.Item name="asset" label={say("asset")}>
                <Select
                  allowClear
                  showSearch={{ filterOption: false, onSearch: setTyped }}
                  options={listed.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
                />
              </Form.Item>
            ) : null}
            {chosen === null ? (
              <Form.Item name="place" label={say("place")}>
                <Select allowClear showSearch={{ optionFilterProp: "label" }} options={places} />
              </Form.Item>
            ) : null}
          </>
        )}
        {faults.length === 0 ? null : (
          <Form.Item name="fault" label={say("fault")} rules={[{ required: true, message: say("needed") }]}>
            <Select options={faults} />
          </Form.Item>
        )}
        <Form.Item
          name="text"
          label={say("text")}
          rules={faults.length === 0 ? [{ required: true, whitespace: true, message: say("needed") }] : []}
        >
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
        {problem === null ? null : <ProblemPanel problem={problem} />}
      </Form>
    </Modal>
  );
}
