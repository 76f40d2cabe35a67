// A one-time code for a lost password, made by whoever has the machine (provisioning/recover.ts), also while the gateway runs.
import type { Database } from "../sqlite.ts";
import { transaction } from "../sqlite.ts";
import { run } from "../statements.ts";
import { type AuditHead, appendAudit, headOf } from "./audit.ts";
import { hashCode, newCode } from "./secrets.ts";

export const RECOVERY_MINUTES = 15;

/** Stores the hash of a new code for an account that exists, replacing an earlier one; audited. Answers the code and the audit's new head. */
export function issueRecovery(db: Database, account: string, nowMs: number): { code: string; head: AuditHead } {
  const code = newCode();
  return transaction(db, () => {
    run(
      db,
      "INSERT OR REPLACE INTO recovery (account, hash, created_ms, ends_ms) VALUES (?, ?, ?, ?)",
      account,
      hashCode(code),
      nowMs,
      nowMs + RECOVERY_MINUTES * 60_000,
    );
    const detail = { account, minutes: RECOVERY_MINUTES };
    appendAudit(db, [{ type: "account.recovery-issued", account: null, remote: null, detail, atMs: nowMs }]);
    return { code, head: headOf(db) };
  });
}
