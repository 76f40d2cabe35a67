// One click from an alarm to its repair: the ticket of this occurrence, opened now or long ago.
import { Button } from "antd";
import { useNavigate } from "react-router";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { Ticket } from "#gateway/contract/tickets.ts";
import { call } from "../../api/http.ts";
import { useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ProblemPanel } from "../../parts/problem.tsx";
import { useAct } from "../../session/act.ts";
import { useCan } from "../../session/session.tsx";
import { ticketTexts } from "./texts.ts";
import { askForTickets } from "./use-tickets.ts";

export function AlarmRepair({ alarm: { id, occurrence } }: { readonly alarm: Alarm }) {
  const say = useTexts(ticketTexts);
  const may = useCan("tickets.read");
  const navigate = useNavigate();
  const { busy, problem, run } = useAct();
  const query = useGet<{ readonly tickets: readonly Ticket[] }>(
    `/tickets?state=all&limit=5&alarm=${encodeURIComponent(id)}`,
    { enabled: may },
  );
  if (!may) return null;
  const known = query.data?.tickets.find(({ alarm }) => alarm?.occurrence === occurrence);
  const open = () =>
    run(async () => {
      const ticket = await call<Ticket>("POST", "/tickets", { body: { alarm: { id, occurrence } } });
      await askForTickets();
      await navigate(`/repair/${ticket.id}`);
    });
  if (known !== undefined)
    return <Button onClick={() => void navigate(`/repair/${known.id}`)}>{say("inRepair", { id: known.id })}</Button>;
  return (
    <>
      <Button loading={busy} onClick={() => void open()}>
        {say("fromAlarm")}
      </Button>
      {problem === null ? null : <ProblemPanel problem={problem} />}
    </>
  );
}
