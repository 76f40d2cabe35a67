// Accounts, roles and the audit over real sockets, and that an unattended screen cannot change them (contract §6).
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bed, openBed, PASSWORD } from "#test/harness/api-bed.ts";

let bed: Bed;
beforeAll(async () => {
  bed = await openBed();
});
afterAll(async () => bed[Symbol.asyncDispose]());

describe("accounts", () => {
  test("an administrator makes, changes and deletes an account; its session ends with it", async () => {
    const admin = await bed.admin();
    const made = await admin.post("accounts", {
      id: "wang",
      password: PASSWORD,
      roles: ["viewer"],
      scope: { places: ["yard"], devices: [] },
    });
    expect(made.status).toBe(201);
    expect(made.headers.location).toBe("/api/v1/accounts/wang");
    expect(Object.keys(made.json()).sort()).toEqual([
      "createdAt",
      "disabled",
      "id",
      "permissions",
      "roles",
      "scope",
      "until",
    ]);
    const client = bed.client();
    await client.signIn("wang", PASSWORD);
    expect((await admin.ask("PATCH", "accounts/wang", { body: { roles: ["guard"] } })).json()).toMatchObject({
      roles: ["guard"],
    });
    expect((await client.get("session")).json()).toMatchObject({ account: { roles: ["guard"] } });
    expect((await client.get("accounts")).status).toBe(403);
    expect((await admin.ask("DELETE", "accounts/wang")).status).toBe(204);
    expect((await client.get("session")).status).toBe(401);
    expect((await admin.ask("DELETE", "accounts/wang")).status).toBe(404);
    expect((await admin.get("accounts/wang")).status).toBe(404);
  });

  test("an account that ends signs nobody in from then on, and its sessions end; the last administrator has no end", async () => {
    await using own = await openBed();
    const admin = await own.admin();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const body = { id: "weixiu", password: PASSWORD, roles: ["contractor"], until };
    expect((await admin.post("accounts", body)).json()).toMatchObject({ until });
    const fixer = own.client();
    await fixer.signIn("weixiu", PASSWORD);
    expect((await fixer.get("tickets")).status).toBe(200);
    own.shift.ms = 3_600_001;
    expect((await fixer.get("tickets")).status).toBe(401);
    expect((await own.client().signIn("weixiu", PASSWORD)).status).toBe(401);
    const again = await own.admin();
    expect((await again.ask("PATCH", "accounts/weixiu", { body: { until: null } })).json()).toMatchObject({
      until: null,
    });
    expect((await own.client().signIn("weixiu", PASSWORD)).status).toBe(200);
    expect((await again.ask("PATCH", "accounts/admin", { body: { until } })).status).toBe(400);
  });

  test("a session whose password was given long ago must sign in again to make accounts or tokens; reading goes on", async () => {
    await using own = await openBed();
    const admin = await own.admin();
    own.shift.ms = 16 * 60_000;
    const body = { id: "late", password: PASSWORD, roles: ["viewer"] };
    expect((await admin.post("accounts", body)).json()).toMatchObject({ status: 403, code: "re-sign-in-required" });
    expect((await admin.post("tokens", { name: "t", permissions: ["status.read"] })).json()).toMatchObject({
      code: "re-sign-in-required",
    });
    expect((await admin.get("accounts")).status).toBe(200);
    expect((await (await own.admin()).post("accounts", body)).status).toBe(201);
  });

  test("a scope must name places and devices that exist; a weak password is refused in words", async () => {
    const admin = await bed.admin();
    const scoped = await admin.post("accounts", {
      id: "li",
      password: PASSWORD,
      roles: ["viewer"],
      scope: { places: ["moon"], devices: [] },
    });
    expect(scoped.json()).toMatchObject({ status: 400, errors: [{ path: "/scope/places/0" }] });
    const weak = await admin.post("accounts", { id: "li", password: "12345678", roles: ["viewer"] });
    expect(weak.json()).toMatchObject({ status: 400, code: "bad-request" });
  });

  test.each([
    ["zh-CN", "密码只有 8 个字符，至少需要 10 个。", "是最后一个启用的管理员。"],
    ["en", "The password has 8 characters; at least 10 are needed.", "is the last enabled administrator."],
  ])("what is refused is said in the asker's language and no other: %s", async (language, weak, last) => {
    const admin = await bed.admin();
    const headers = { "accept-language": language };
    const body = { id: "li", password: "12345678", roles: ["viewer"] };
    expect((await admin.ask("POST", "accounts", { body, headers })).json()).toMatchObject({ detail: weak });
    const { detail, remedy } = (
      await admin.ask("PATCH", "accounts/admin", { body: { disabled: true }, headers })
    ).json<{ detail: string; remedy: string }>();
    expect(detail).toContain(last);
    if (language === "zh-CN") expect(detail + remedy).not.toMatch(/[a-z]{2,} [a-z]{2,}/);
  });

  test("one's own password is changed with the old one; the new session goes on, older ones end", async () => {
    const first = await bed.account("zhao", ["viewer"], null);
    const second = bed.client();
    await second.signIn("zhao", PASSWORD);
    const next = "another-long-password-7";
    expect((await first.post("account/password", { current: "wrong", next })).json()).toMatchObject({
      code: "sign-in-failed",
    });
    const changed = await first.post("account/password", { current: PASSWORD, next });
    expect(changed.status).toBe(200);
    expect((await second.get("session")).status).toBe(401);
    expect((await bed.client().signIn("zhao", next)).status).toBe(200);
  });

  test("GET /roles lists bundles of rights with names in both languages", async () => {
    const { roles } = (await (await bed.admin()).get("roles")).json<{
      roles: { id: string; label: Record<string, string> }[];
    }>();
    expect(roles.map((role) => role.id)).toContain("guard");
    for (const role of roles) expect(Object.keys(role.label).sort()).toEqual(["en", "zh-CN"]);
  });
});

test("GET /audit pages what was done, and says that its chain is whole", async () => {
  const admin = await bed.admin();
  const first = (await admin.get("audit?limit=3&verify=true")).json<{
    lines: { n: number; type: string }[];
    next: number;
    head: number;
    more: boolean;
    verdict: unknown;
  }>();
  expect(first.lines).toHaveLength(3);
  expect(first.more).toBe(true);
  expect(first.verdict).toMatchObject({ ok: true });
  const second = (await admin.get(`audit?after=${first.next}&limit=500`)).json<{
    lines: { n: number; type: string }[];
  }>();
  expect(second.lines[0]?.n).toBe(first.next + 1);
  expect(second.lines.at(-1)?.n).toBe(first.head);
  expect(second.lines.map((line) => line.type)).toContain("account.signed-in");
  expect(JSON.stringify(second)).not.toContain(PASSWORD);
});
