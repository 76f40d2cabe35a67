// Grafana's own copy of its password or token: the gateway's folder of secrets is closed to it.
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { textOf } from "../plan/file-step.ts";
import { giveToOwnerOf } from "../plan/owner.ts";
import type { Said, Step } from "../plan/plan.ts";

/** Grafana's packages give its folder to root and the group grafana: the group reads, nobody else. */
const [FILE_MODE, FOLDER_MODE] = [0o640, 0o750];

/** The step that puts the secret below `out`; what it was is not shown. */
export function secretStep(out: string, file: string, secret: string): Step {
  const what: Said = [`${file}(Grafana 的密码或令牌)`, `${file} (password or token of Grafana)`];
  const before = textOf(file);
  if (before?.trim() === secret) return { what, change: null };
  return {
    what,
    change: {
      is: before === null ? "made" : "changed",
      apply: () => Promise.resolve().then(() => write(out, file, secret)),
    },
  };
}

function write(out: string, file: string, secret: string): void {
  try {
    const folder = dirname(file);
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    rmSync(`${file}.new`, { force: true });
    writeFileSync(`${file}.new`, `${secret}\n`, { mode: FILE_MODE, flush: true, flag: "wx" });
    giveToOwnerOf(out, folder, `${file}.new`);
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw new GatewayError(
      "secret-file-unusable",
      `${file}: ${messageOf(error)}`,
      "Let this user write there, or name another folder with --out.",
      {
        cause: error,
      },
    );
  }
}
