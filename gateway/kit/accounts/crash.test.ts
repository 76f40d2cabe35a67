import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../clock.ts";
import { createLog } from "../log.ts";
import { openAccounts } from "./open.ts";

const ROUNDS = 4;
const writer = join(import.meta.dirname, "../fixtures/token-writer.ts");

/** `what`: the token that was made, or `revoked`. */
interface Answer {
  readonly id: string;
  readonly what: string;
}

/** Runs the writer until it has answered so many times, then kills it in mid-work; answers what it had answered. */
async function writeAndKill(folder: string, cookie: string, answers: number): Promise<Answer[]> {
  const child = spawn(process.execPath, [writer, folder, cookie], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (said.split("\n").length > answers) child.kill("SIGKILL");
  });
  await once(child, "close");
  expect(complaint).toBe("");
  const lines = said.split("\n").slice(0, -1);
  return lines.map((line) => {
    const [id = "", what = ""] = line.split(" ");
    return { id, what };
  });
}

test("after kill -9 every answered token works, every answered revocation holds, and the audit has both", async () => {
  const folder = mkdtempSync(join(tmpdir(), "crash-"));
  const open = () =>
    openAccounts({
      file: join(folder, "campus.db"),
      clock: systemClock,
      log: createLog("silent"),
      onAudit: () => undefined,
    });
  const first = await open();
  const { cookie } = await first.setUp(first.firstRunCode ?? "", "admin", "four words that fit", "127.0.0.1");
  await first[Symbol.asyncDispose]();
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await writeAndKill(folder, cookie, 50 + 37 * round);
    await using accounts = await open();
    const audited = new Set(accounts.auditLines(0, 1000).map((line) => `${line.type} ${line.detail.token}`));
    const revoked = new Set(answers.filter((line) => line.what === "revoked").map((line) => line.id));
    for (const { id, what } of answers) {
      expect(audited).toContain(`account.token-${what === "revoked" ? "revoked" : "created"} ${id}`);
      if (what === "revoked") continue;
      // A revocation that was under way may have happened or not, but then the audit says so.
      const gone = revoked.has(id) || audited.has(`account.token-revoked ${id}`);
      expect(accounts.byToken(what)?.credential ?? null).toBe(gone ? null : id);
    }
    expect(await accounts.verifyAudit()).toMatchObject({ ok: true });
  }
  rmSync(folder, { recursive: true });
});
