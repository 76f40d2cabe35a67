import { expect, test } from "vitest";
import { lackingIn, type QuietForm, quietWishOf, scopeKey } from "./quiet-wish.ts";

const FORM: QuietForm = {
  kind: "power-off",
  scopes: ["place:room", "device:th", "campus"],
  is: "weekly",
  weekdays: [6, 1],
  nth: -1,
  weekday: 5,
  from: "17:30",
  to: "07:00",
  firstDay: "2026-12-01",
  lastDay: "",
  comment: " 供电所 ",
};

test("what was filled in is what is asked for, with nothing that was not", () => {
  const again = { from: "17:30", to: "07:00", firstDay: "2026-12-01", lastDay: null };
  const scopes = [{ place: "room" }, { device: "th" }, { campus: true }] as const;
  expect(quietWishOf(FORM)).toEqual({
    kind: "power-off",
    scopes,
    when: { is: "weekly", weekdays: [1, 6], ...again },
    comment: "供电所",
  });
  expect(quietWishOf({ ...FORM, is: "monthly" })?.when).toEqual({ is: "monthly", nth: -1, weekday: 5, ...again });
  expect(quietWishOf({ ...FORM, is: "once", lastDay: "2026-12-02", comment: " " })).toMatchObject({
    when: { is: "once", fromDay: "2026-12-01", from: "17:30", toDay: "2026-12-02", to: "07:00" },
    comment: null,
  });
  expect(scopes.map(scopeKey)).toEqual(FORM.scopes);
});

test("without place, day or time nothing is asked for, and it is said what lacks", () => {
  expect(lackingIn(FORM)).toEqual([]);
  expect(lackingIn({ ...FORM, scopes: [], is: "once", from: "" })).toEqual(["scope", "from", "toDay"]);
  const unfinished: Partial<QuietForm>[] = [{ scopes: [] }, { from: "" }, { to: "" }, { firstDay: "" }, { weekdays: [] }, { is: "once" }]; // biome-ignore format: a list of what lacks
  for (const lacks of unfinished) expect(quietWishOf({ ...FORM, ...lacks })).toBeNull();
});
