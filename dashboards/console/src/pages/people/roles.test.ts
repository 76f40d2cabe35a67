import { expect, test } from "vitest";
import type { Account } from "../../api/types.ts";
import { accountsFound, lastAdminOf, permissionsOf } from "./roles.ts";

function account(id: string, roles: readonly string[], disabled = false): Account {
  return { id, roles, permissions: [], scope: null, disabled, createdAt: "2026-11-22T05:00:00.000Z" };
}

test("the only enabled administrator is known, so that nobody locks everybody out", () => {
  expect(lastAdminOf([account("a", ["admin"]), account("b", ["guard"]), account("c", ["admin"], true)])).toBe("a");
  expect(lastAdminOf([account("a", ["admin"]), account("b", ["guard", "admin"])])).toBe(null);
});

test("accounts are found by name and by what their role is called, disabled ones last", () => {
  const words = ({ roles }: Account) => (roles.includes("guard") ? "保安员" : "系统管理员");
  const all = [account("zhang", ["guard"]), account("old", ["guard"], true), account("chen", ["admin"])];
  expect(accountsFound(all, "", words).map(({ id }) => id)).toEqual(["chen", "zhang", "old"]);
  expect(accountsFound(all, "保安", words).map(({ id }) => id)).toEqual(["zhang", "old"]);
  expect(accountsFound(all, " CHEN ", words).map(({ id }) => id)).toEqual(["chen"]);
});

test("several roles allow what any of them allows", () => {
  const label = { "zh-CN": "", en: "" };
  const roles = [
    { id: "guard", label, permissions: ["doors.open", "latest.read"] },
    { id: "viewer", label, permissions: ["latest.read"] },
    { id: "admin", label, permissions: ["accounts.write"] },
  ];
  expect([...permissionsOf(["guard", "viewer"], roles)]).toEqual(["doors.open", "latest.read"]);
});
