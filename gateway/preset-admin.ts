// The first administrator by a file (contract §2, `CAMPUS_ADMIN_PASSWORD_FILE`): what is wrong with it is a mistake of usage, not of the store.
import { readFileSync } from "node:fs";
import type { Accounts } from "./kit/accounts/accounts.ts";
import { presetAdmin } from "./kit/accounts/open.ts";
import { GatewayError, messageOf } from "./kit/errors.ts";

/** Presets account `admin` while no account exists; later the file is not even read. Throws GatewayError `usage`. */
export async function presetAdminFrom(file: string | undefined, accounts: Accounts): Promise<void> {
  if (file === undefined || !accounts.firstRun) return;
  const password = passwordIn(file);
  try {
    await presetAdmin(accounts, password);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== "bad-request") throw error;
    throw new GatewayError("usage", `CAMPUS_ADMIN_PASSWORD_FILE, ${file}: ${error.message}`, error.remedy);
  }
}

function passwordIn(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new GatewayError(
      "usage",
      `CAMPUS_ADMIN_PASSWORD_FILE, ${file}: cannot be read (${messageOf(cause)})`,
      "Name a file that holds the password and that the gateway's user may read, or leave the variable out.",
      { cause },
    );
  }
}
