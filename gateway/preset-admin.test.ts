import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "#test/harness/temp.ts";
import { EXIT, exitCodeOf, explain } from "./exit.ts";
import { openAccounts } from "./kit/accounts/open.ts";
import { systemClock as clock } from "./kit/clock.ts";
import { createLog } from "./kit/log.ts";
import { presetAdminFrom } from "./preset-admin.ts";

test.each([
  ["is missing", null, "cannot be read"],
  ["is too weak", "short\n", "at least 10 are needed"],
])(
  "a password file that %s ends the start as a mistake of usage, in one line that names the file",
  async (_, content, why) => {
    await using folder = tempFolder();
    const file = join(folder.path, "password");
    if (content !== null) writeFileSync(file, content);
    await using accounts = await openAccounts({
      file: join(folder.path, "campus.db"),
      clock,
      log: createLog("silent"),
      onAudit: () => undefined,
    });
    const error = await presetAdminFrom(file, accounts).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(exitCodeOf(error)).toBe(EXIT.config);
    expect(explain(error).split("\n")).toHaveLength(1);
    expect(explain(error)).toContain(`CAMPUS_ADMIN_PASSWORD_FILE, ${file}: `);
    expect(explain(error).split(why)).toHaveLength(2);
    expect(accounts.firstRun).toBe(true);
  },
);
