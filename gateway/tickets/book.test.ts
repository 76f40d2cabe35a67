// The tickets over a real campus.db and a real journal: what happens at once happens one after the other.
import { expect, test } from "vitest";
import { openBed } from "#test/harness/api-bed.ts";
import { systemClock } from "../kit/clock.ts";
import { createLog } from "../kit/log.ts";
import { openTickets } from "./book.ts";
import { dayIn } from "./days.ts";

test("an alarm's occurrence has one ticket, however many open it at once, and the next occurrence another", async () => {
  await using bed = await openBed();
  using tickets = await openTickets({
    store: bed.accounts,
    journal: bed.journal,
    day: dayIn("Asia/Shanghai"),
    clock: systemClock,
    log: createLog("silent"),
  });
  const open = (occurrence: number) => {
    const about = { name: "UPS", class: "other", place: null, device: "ups", fault: null, text: "停电", asset: null };
    const alarm = { id: "mains.ups.online", occurrence };
    return tickets.open({ ...about, via: "alarm", reporter: null, alarm, faultMs: null, by: "admin" }, "::1");
  };
  const made = await Promise.all([open(1), open(1), open(1), open(2)]);
  expect(made.map(({ fresh }) => fresh)).toEqual([true, false, false, true]);
  expect(new Set(made.map(({ ticket }) => ticket.id)).size).toBe(2);
  expect(tickets.list()).toHaveLength(2);
});
