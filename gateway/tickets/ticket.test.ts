// What becomes of a ticket, whoever does what how often to it.
import { expect, test } from "vitest";
import { actOn, type Doing, type KeptTicket, meTooOn, type Opening, openTicket } from "./ticket.ts";

const OPENING: Opening = {
  asset: "bb-101",
  name: "一体机",
  class: "class-board",
  place: null,
  device: null,
  fault: "slow",
  text: null,
  via: "qr",
  reporter: null,
  alarm: null,
  faultMs: null,
  by: null,
};
const doing = (act: Doing["act"], more: Partial<Doing> = {}): Doing => ({
  act,
  by: "wang",
  comment: "x",
  contractor: null,
  duplicateOf: null,
  register: {},
  signature: null,
  ...more,
});
const times = (n: number, ticket: KeptTicket, next: (ticket: KeptTicket) => KeptTicket) =>
  Array.from({ length: n }).reduce<KeptTicket>((now) => next(now), ticket);
const FINISH = doing("finish", { register: { conclusion: "好了" }, signature: "王老师" });

test("five hundred who say the same are counted, and the ticket is still repaired", () => {
  const echoed = times(500, openTicket("261122-1", 0, OPENING), (ticket) => meTooOn(ticket, 1));
  expect(echoed.meToo).toBe(500);
  expect(echoed.steps.length).toBeLessThan(50);
  expect(actOn(echoed, 2, FINISH).state).toBe("done");
});

test("a ticket with notes without end takes no more of them, and can still be finished and confirmed", () => {
  const full = times(199, openTicket("261122-1", 0, OPENING), (ticket) => actOn(ticket, 1, doing("note")));
  expect(() => actOn(full, 2, doing("note"))).toThrow("200 steps");
  expect(actOn(actOn(full, 2, FINISH), 3, doing("confirm")).state).toBe("confirmed");
});
