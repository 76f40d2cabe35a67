import { expect, test } from "vitest";
import { SlowDown } from "./accounts.ts";
import { COMMON_PASSWORDS } from "./common-passwords.ts";
import { hashPassword, passwordMatches, passwordQueue, weaknessOf } from "./passwords.ts";

test.each([
  ["nine characters", "ninechars", /9 characters; at least 10/],
  ["nine characters outside the basic plane", "😀".repeat(9), /9 characters/],
  ["more than 256 characters", "x".repeat(257), /at most 256/],
  ["a Chinese favourite", "woaini1314", /everybody tries first/],
  ["a keyboard row in capitals", "QWERTYUIOP", /everybody tries first/],
  ["a full-width favourite", "１２３４５６７８９０", /everybody tries first/],
  ["the user name with a tail", "wang-laoshi1", /user name/],
  ["the user name twice", "wang-laoshiWANG-LAOSHI", /user name/],
])("%s is refused", (_what, password, says) => {
  expect(weaknessOf(password, "wang-laoshi")?.message).toMatch(says);
});

test.each(["four words that fit", "一二三四五六七八九十", "aaaa bbbb cc", "wang-laoshi likes tea"])(
  "%s is taken: length counts, composition does not",
  (password) => expect(weaknessOf(password, "wang-laoshi")).toBeNull(),
);

test("the list holds only what the length rule would let through", () => {
  expect(
    [...COMMON_PASSWORDS].filter((password) => password.length < 10 || password !== password.toLowerCase()),
  ).toEqual([]);
  for (const favourite of ["1234567890", "woaini1314", "a123456789"])
    expect(COMMON_PASSWORDS.has(favourite)).toBe(true);
});

test("the PHC string matches its password, also typed in another Unicode form, and nothing else", async () => {
  const phc = await hashPassword("café 一二三四五");
  expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await passwordMatches("cafe\u0301 一二三四五", phc)).toBe(true);
  expect(await passwordMatches("cafe 一二三四五", phc)).toBe(false);
  expect(await hashPassword("café 一二三四五")).not.toBe(phc);
});

test("a string that is no PHC string of ours matches nothing", async () => {
  for (const phc of ["", "café", "$argon2i$v=19$m=19456,t=2,p=1$AAAA$AAAA"])
    expect(await passwordMatches(phc, phc)).toBe(false);
});

test("a hash made by the reference implementation is understood", async () => {
  // Test vector of phc-winner-argon2 (src/test.c): version 19, t=2, m=2^16, p=1, "password", "somesalt"
  const phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  expect(await passwordMatches("password", phc)).toBe(true);
});

test("at most two are worked on at once, in turn, and the queue has an end", async () => {
  const atDesk = passwordQueue(2, 3);
  let busy = 0;
  let most = 0;
  const order: number[] = [];
  const gate = Promise.withResolvers<void>();
  const work = (i: number) =>
    atDesk(async () => {
      most = Math.max(most, ++busy);
      await gate.promise;
      busy--;
      order.push(i);
    });
  const five = [0, 1, 2, 3, 4].map(work);
  await expect(work(5)).rejects.toBeInstanceOf(SlowDown);
  gate.resolve();
  await Promise.all(five);
  expect([most, order]).toEqual([2, [0, 1, 2, 3, 4]]);
});
