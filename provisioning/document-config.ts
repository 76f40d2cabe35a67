// Writes docs/campus-yaml.md and docs/campus.schema.json from the schema: `node provisioning/document-config.ts`.
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { jsonSchema, markdownReference } from "#gateway/config/document.ts";

const docs = fileURLToPath(new URL("../docs", import.meta.url));
await mkdir(docs, { recursive: true });
await writeFile(`${docs}/campus-yaml.md`, markdownReference());
await writeFile(`${docs}/campus.schema.json`, `${JSON.stringify(jsonSchema(), null, 2)}\n`);
console.log("wrote docs/campus-yaml.md and docs/campus.schema.json; format them with: npm run fix");
