// Makes the data folder that is kept of this release: node test/data-folders/make.ts. Run once when a release is made, then commit what it wrote:
// the folder, and beside it what it holds, one line of JSON for the whole and one for each entry.
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { VERSION } from "#gateway/kit/version.ts";
import { tempFolder } from "../harness/temp.ts";
import { contentOf, fillFolder } from "./content.ts";

const target = join(import.meta.dirname, VERSION);
if (existsSync(target)) {
  process.stderr.write(`${target} is there already: what was released is not made again\n`);
  process.exit(64);
}
mkdirSync(target);
await using copy = tempFolder();
await fillFolder(target);
for (const name of ["ballast", "journal.db-shm", "campus.db-shm", "lock.db"])
  rmSync(join(target, name), { force: true });
cpSync(target, copy.path, { recursive: true });
const content = await contentOf(copy.path);
const { entries, ...rest } = content;
writeFileSync(`${target}.jsonl`, [rest, ...entries].map((line) => `${JSON.stringify(line)}\n`).join(""));
process.stdout.write(`${target}: ${content.entries.length} entries\n`);
