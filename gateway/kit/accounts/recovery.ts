// A one-time code for a lost password, made by whoever has the machine (provisioning/recover.ts), also while the gateway runs.
import { type Database, transaction } from "../sqlite.ts";
import { run } from "../statements.ts";
import { appendAudit } from "./audit.ts";
import { hashCode, newCode } from "./secrets.ts";

export const RECOVERY_MINUTES = 15;

/** Stores the hash of a new code for an account that exists, replacing an earlier one; audited. Answers the code. */
export function issueRecovery(db: Database, account: string, nowMs: number): string {
  const code = newCode();
  transaction(db, () => {
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
  });
  return code;
}
