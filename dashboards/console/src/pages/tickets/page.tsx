// Repairs as a board: what waits, what is in work, what is to be confirmed; on a phone the same one under the other.
import { BarChartOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Flex } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { Ticket, TicketState } from "#gateway/contract/tickets.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { NothingYet } from "../../parts/nothing-yet.tsx";
import { Page } from "../../parts/page.tsx";
import { useCan } from "../../session/session.tsx";
import { OpenDialog } from "./open-dialog.tsx";
import { ticketTexts } from "./texts.ts";
import { TicketRows } from "./ticket-rows.tsx";
import { useTickets } from "./use-tickets.ts";

const COLUMNS: readonly {
  readonly title: "waiting" | "inWork" | "toConfirm" | "over";
  readonly states: readonly TicketState[];
}[] = [
  { title: "waiting", states: ["new", "reopened"] },
  { title: "inWork", states: ["accepted", "working"] },
  { title: "toConfirm", states: ["done"] },
  { title: "over", states: ["confirmed", "rejected", "duplicate"] },
];

export default function TicketsPage() {
  const say = useTexts(ticketTexts);
  const [params, setParams] = useSearchParams();
  const withOver = params.get("over") === "1";
  const mayReport = useCan("tickets.read");
  const [opening, setOpening] = useState(false);
  const query = useTickets(withOver);
  const acts = mayReport ? (
    <>
      <Link to="/repair/figures">
        <Button icon={<BarChartOutlined />}>{say("figures")}</Button>
      </Link>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpening(true)}>
        {say("report")}
      </Button>
    </>
  ) : null;
  return (
    <Page title={say("title")} lead={say("lead")} acts={acts}>
      <Flex vertical gap="middle">
        <Checkbox
          checked={withOver}
          onChange={({ target }) => setParams(target.checked ? { over: "1" } : {}, { replace: true })}
        >
          {say("showOver")}
        </Checkbox>
        <Loaded
          query={query}
          empty={({ tickets }) => tickets.length === 0}
          nothing={
            <NothingYet title={say("emptyTitle")} help={say("emptyHelp")}>
              {null}
            </NothingYet>
          }
        >
          {({ tickets }) => <Board tickets={tickets} withOver={withOver} />}
        </Loaded>
      </Flex>
      {opening ? <OpenDialog asset={null} close={() => setOpening(false)} /> : null}
    </Page>
  );
}

/** What waits longest stands first; of what is over the newest. */
function Board({ tickets, withOver }: { readonly tickets: readonly Ticket[]; readonly withOver: boolean }) {
  const say = useTexts(ticketTexts);
  return (
    <div className={`board ${withOver ? "board-4" : ""}`}>
      {COLUMNS.filter(({ title }) => withOver || title !== "over").map(({ title, states }) => {
        const own = tickets.filter(({ state }) => states.includes(state));
        return (
          <section key={title} aria-label={say(title)}>
            <h2>
              {say(title)} <span className="quiet">{own.length}</span>
            </h2>
            {own.length === 0 ? (
              <p className="quiet">{say("none")}</p>
            ) : (
              <TicketRows tickets={title === "over" ? own : [...own].reverse()} />
            )}
          </section>
        );
      })}
    </div>
  );
}
