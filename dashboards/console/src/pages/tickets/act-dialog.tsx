// Asks for what belongs to an act on a repair, does it for the version that was looked at, and shows the gateway's answer in place.
import { App, Form, Input, Modal, Select } from "antd";
import type { Ticket, TicketAct } from "#gateway/contract/tickets.ts";
import { call } from "../../api/http.ts";
import { useGet } from "../../api/queries.ts";
import type { Account } from "../../api/types.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ProblemPanel } from "../../parts/problem.tsx";
import { partTexts } from "../../parts/texts.ts";
import { useAct } from "../../session/act.ts";
import { useCan } from "../../session/session.tsx";
import { ticketTexts } from "./texts.ts";
import { askForTickets, useTickets } from "./use-tickets.ts";

interface Fields {
  readonly comment?: string;
  readonly contractor?: string;
  readonly duplicateOf?: string;
  readonly signature?: string;
  readonly symptom?: string;
  readonly analysis?: string;
  readonly process?: string;
  readonly conclusion?: string;
}

const WITH_REASON: ReadonlySet<TicketAct> = new Set(["reject", "reopen", "note"]);
/** In the select of contractors: the school does it itself. */
const NOBODY = "";

interface Props {
  readonly ticket: Ticket;
  readonly act: TicketAct;
  close(): void;
}

export function ActDialog({ ticket, act, close }: Props) {
  const say = useTexts(ticketTexts);
  const part = useTexts(partTexts);
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { busy, problem, run } = useAct();
  const send = ({ comment = "", contractor, duplicateOf, signature, ...register }: Fields) =>
    run(async () => {
      const body = {
        act,
        version: ticket.version,
        ...(comment.trim() === "" ? {} : { comment }),
        ...(act === "hand"
          ? { contractor: contractor === NOBODY || contractor === undefined ? null : contractor }
          : {}),
        ...(act === "duplicate" ? { duplicateOf } : {}),
        ...(act === "finish" ? { signature, register } : {}),
      };
      try {
        await call<Ticket>("POST", `/tickets/${encodeURIComponent(ticket.id)}/steps`, { body });
      } finally {
        await askForTickets();
      }
      void message.success(say(`act-${act}`));
      close();
    });
  const needed = [{ required: true, whitespace: true, message: say("needed") }];
  const reason = WITH_REASON.has(act);
  const { register } = ticket;
  return (
    <Modal
      open
      title={`${say(`act-${act}`)} · ${ticket.name}`}
      okText={say(`act-${act}`)}
      cancelText={part("cancel")}
      okButtonProps={{ loading: busy, danger: act === "reject" }}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          symptom: register.symptom ?? ticket.text ?? "",
          analysis: register.analysis ?? "",
          process: register.process ?? "",
          conclusion: register.conclusion ?? "",
          contractor: ticket.contractor ?? NOBODY,
        }}
        onFinish={(fields) => void send(fields)}
      >
        {problem === null ? null : <ProblemPanel problem={problem} />}
        {act === "hand" ? <Contractors /> : null}
        {act === "duplicate" ? <Others ticket={ticket} /> : null}
        {act === "finish" ? (
          <>
            {(["symptom", "analysis", "process", "conclusion"] as const).map((name) => (
              <Form.Item key={name} name={name} label={say(name)} rules={name === "conclusion" ? needed : []}>
                <Input.TextArea rows={2} maxLength={1000} />
              </Form.Item>
            ))}
            <Form.Item name="signature" label={say("signName")} rules={needed}>
              <Input maxLength={64} autoComplete="name" />
            </Form.Item>
          </>
        ) : (
          <Form.Item name="comment" label={say(reason ? "commentNeeded" : "comment")} rules={reason ? needed : []}>
            <Input.TextArea rows={3} maxLength={500} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}

/** Accounts that work on repairs; whoever may not see accounts types the name of one. */
function Contractors() {
  const say = useTexts(ticketTexts);
  const mayList = useCan("accounts.read");
  const query = useGet<{ readonly accounts: readonly Account[] }>("/accounts", { enabled: mayList });
  const able = (query.data?.accounts ?? []).filter(({ roles, disabled }) => !disabled && roles.includes("contractor"));
  return (
    <Form.Item name="contractor" label={say("contractorChoose")}>
      {mayList ? (
        <Select
          options={[{ value: NOBODY, label: say("takeBack") }, ...able.map(({ id }) => ({ value: id, label: id }))]}
        />
      ) : (
        <Input maxLength={32} autoComplete="off" placeholder={say("takeBack")} />
      )}
    </Form.Item>
  );
}

function Others({ ticket }: { readonly ticket: Ticket }) {
  const say = useTexts(ticketTexts);
  const others = (useTickets(true).data?.tickets ?? []).filter(({ id }) => id !== ticket.id);
  return (
    <Form.Item name="duplicateOf" label={say("duplicateChoose")} rules={[{ required: true, message: say("needed") }]}>
      <Select
        showSearch={{ optionFilterProp: "label" }}
        options={others.map(({ id, name }) => ({ value: id, label: `${id} ${name}` }))}
      />
    </Form.Item>
  );
}
