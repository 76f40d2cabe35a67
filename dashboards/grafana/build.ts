// `node dashboards/grafana/build.ts` writes json/ from the code; a test says when they differ.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { dashboardFiles } from "./dashboards.ts";

for (const { name, text } of dashboardFiles(null)) {
  const file = join(import.meta.dirname, "json", name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
