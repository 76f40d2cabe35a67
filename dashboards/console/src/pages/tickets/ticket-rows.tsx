// Repairs one under the other: on a thing's page, in a column of the board, on a phone.
import { Flex, Tag } from "antd";
import { Link } from "react-router";
import type { Ticket, TicketState } from "#gateway/contract/tickets.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { useReported } from "../assets/words.ts";
import { ticketTexts } from "./texts.ts";
import "./marks.css";
import "./tickets.css";

const MARKS: Readonly<Partial<Record<TicketState, string>>> = {
  new: "mark-high",
  reopened: "mark-high",
  accepted: "mark-low",
  working: "mark-low",
  done: "mark-medium",
};

export function StateTag({ state }: { readonly state: TicketState }) {
  const say = useTexts(ticketTexts);
  return <Tag className={MARKS[state] ?? ""}>{say(`state-${state}`)}</Tag>;
}

interface Props {
  readonly tickets: readonly Ticket[];
  /** Whether the thing itself is named. */
  readonly withName?: boolean;
}

export function TicketRows({ tickets, withName = true }: Props) {
  const say = useTexts(ticketTexts);
  const reported = useReported();
  return (
    <ul className="tickets">
      {tickets.map((ticket) => (
        <li key={ticket.id} className="ticket panel">
          <Flex gap={6} wrap align="center">
            <Link to={`/repair/${encodeURIComponent(ticket.id)}`}>{withName ? ticket.name : reported(ticket)}</Link>
            <StateTag state={ticket.state} />
          </Flex>
          {withName ? (
            <div>
              {reported(ticket)}
              <span className="quiet"> {ticket.where}</span>
            </div>
          ) : null}
          <div className="quiet">
            {ticket.id} · <Age at={ticket.openedAt} ageOnly />{" "}
            {ticket.contractor === null ? null : `· ${ticket.contractor}`}{" "}
            {ticket.meToo === 0 ? null : say("meToo", { n: ticket.meToo })}
          </div>
        </li>
      ))}
    </ul>
  );
}
