// One repair: what was reported, the fault register as on paper, who did what, and what can be done next.
import { Button, Descriptions, Flex } from "antd";
import { type ReactNode, useState } from "react";
import { Link, useParams } from "react-router";
import type { Ticket, TicketAct } from "#gateway/contract/tickets.ts";
import { actsIn, REPAIR_ACTS } from "#gateway/contract/tickets.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { Age } from "../../parts/age.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { Section } from "../../parts/section.tsx";
import { useCan } from "../../session/session.tsx";
import { timeText } from "../../words/time.ts";
import { useClassWord, useReported } from "../assets/words.ts";
import { ActDialog } from "./act-dialog.tsx";
import { ticketTexts } from "./texts.ts";
import { StateTag } from "./ticket-rows.tsx";
import { useTicket } from "./use-tickets.ts";
import "./tickets.css";

export default function TicketPage() {
  const { id = "" } = useParams();
  return <Loaded query={useTicket(id)}>{(ticket) => <TicketView key={ticket.id} ticket={ticket} />}</Loaded>;
}

function TicketView({ ticket }: { readonly ticket: Ticket }) {
  const say = useTexts(ticketTexts);
  const [act, setAct] = useState<TicketAct | null>(null);
  const mayWork = useCan("tickets.work");
  const mayRun = useCan("tickets.write");
  const acts = actsIn(ticket.state).filter((each) => (REPAIR_ACTS.has(each) ? mayWork : mayRun));
  return (
    <Page
      title={
        <>
          {ticket.name} <small className="quiet">{ticket.id}</small> <StateTag state={ticket.state} />
        </>
      }
      tab={`${say("title")} ${ticket.id}`}
      lead={<Link to="/repair">{say("toList")}</Link>}
      acts={
        <Button onClick={() => print()} className="no-print">
          {say("print")}
        </Button>
      }
    >
      <Flex gap="small" wrap className="ticket-acts no-print">
        {acts.map((each, index) => (
          <Button
            key={each}
            type={index === 0 ? "primary" : "default"}
            danger={each === "reject"}
            onClick={() => setAct(each)}
          >
            {say(`act-${each}`)}
          </Button>
        ))}
      </Flex>
      <div className="ticket-page">
        <Flex vertical gap="middle">
          <Reported ticket={ticket} />
          <Register ticket={ticket} />
        </Flex>
        <Steps ticket={ticket} />
      </div>
      {act === null ? null : <ActDialog ticket={ticket} act={act} close={() => setAct(null)} />}
    </Page>
  );
}

type Row = readonly [label: string, value: ReactNode];

function Rows({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <Descriptions
      bordered
      size="small"
      column={1}
      items={rows.map(([label, children]) => ({ key: label, label, children: children ?? "—" }))}
    />
  );
}

function Reported({ ticket }: { readonly ticket: Ticket }) {
  const say = useTexts(ticketTexts);
  const reported = useReported();
  const classWord = useClassWord();
  const mayAssets = useCan("assets.read");
  const { alarm, asset, photos } = ticket;
  const rows: readonly Row[] = [
    [say("what"), reported(ticket)],
    [
      say("asset"),
      asset === null || !mayAssets ? (
        ticket.name
      ) : (
        <Link key="asset" to={`/asset/${encodeURIComponent(asset)}`}>
          {ticket.name}
        </Link>
      ),
    ],
    [say("class"), classWord(ticket.class)],
    [say("where"), ticket.where],
    [
      say("opened"),
      <span key="opened">
        <Age at={ticket.openedAt} /> {say(`via-${ticket.via}`)}
      </span>,
    ],
    [
      say("reporter"),
      [ticket.reporter, ticket.meToo === 0 ? null : say("meToo", { n: ticket.meToo })]
        .filter((part) => part !== null)
        .join(" · ") || null,
    ],
    ...(alarm === null
      ? []
      : [
          [
            say("alarm"),
            <Link key="alarm" to={`/alarms?id=${encodeURIComponent(alarm.id)}`}>
              {alarm.id}
            </Link>,
          ] as const,
        ]),
    [say("contractor"), ticket.contractor ?? say("nobody")],
    ...(ticket.duplicateOf === null
      ? []
      : [
          [
            say("state-duplicate"),
            <Link key="same" to={`/repair/${ticket.duplicateOf}`}>
              {say("duplicateOf", { id: ticket.duplicateOf })}
            </Link>,
          ] as const,
        ]),
  ];
  return (
    <>
      <Rows rows={rows} />
      {photos.length === 0 ? null : (
        <Section title={say("photos")}>
          <Flex gap="small" wrap>
            {photos.map(({ sha256 }, index) => {
              const address = `/api/v1/tickets/${encodeURIComponent(ticket.id)}/photos/${sha256}`;
              return (
                <a key={sha256} href={address}>
                  <img className="ticket-photo" alt={say("photo", { n: index + 1 })} src={address} />
                </a>
              );
            })}
          </Flex>
        </Section>
      )}
    </>
  );
}

function Register({ ticket: { register } }: { readonly ticket: Ticket }) {
  const say = useTexts(ticketTexts);
  const now = useNow();
  const { signature } = register;
  const at = (time: string) => timeText(Date.parse(time), now);
  return (
    <Section title={say("register")}>
      <Rows
        rows={[
          [say("faultAt"), at(register.faultAt)],
          [say("symptom"), register.symptom],
          [say("analysis"), register.analysis],
          [say("process"), register.process],
          [say("conclusion"), register.conclusion],
          [say("fixedAt"), register.fixedAt === null ? null : at(register.fixedAt)],
          [
            say("signature"),
            signature === null
              ? null
              : say("signedBy", { name: signature.name, by: signature.by, time: at(signature.at) }),
          ],
        ]}
      />
    </Section>
  );
}

function Steps({ ticket }: { readonly ticket: Ticket }) {
  const say = useTexts(ticketTexts);
  return (
    <Section title={say("steps")}>
      <ol className="ticket-steps">
        {ticket.steps.map(({ at, by, act, comment }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
          <li key={index}>
            <strong>{say(`act-${act}`)}</strong> {by ?? say("somebody")} <Age at={at} />
            {comment === null ? null : <div>{comment}</div>}
          </li>
        ))}
      </ol>
    </Section>
  );
}
