import { expect, test } from "vitest";
import { isAccountId, passwordProblem } from "./password-rules.ts";

const say = (key: string) => key;

test.each([
  ["short", "zhang", "tooShort"],
  ["zhangsan12zhangsan12", "zhangsan12", "isName"],
  ["Zhangsan12!", "zhangsan12", "isName"],
  ["海河湖江海河湖江海河", "admin", null],
  ["👩‍🏫".repeat(2), "admin", "tooShort"],
  ["x".repeat(257), "admin", "tooLong"],
  ["correct horse battery", "", null],
])("the password %j of %j is told to be: %s", (password, account, problem) => {
  expect(passwordProblem(password, account, say)).toBe(problem);
});

test("an account's name is checked as the gateway checks it", () => {
  expect(["li-ming", "7a", "Li", "-a", "", "a".repeat(33), "校长"].map(isAccountId)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});
