// docs/errors.md lists every code that our sources can show to people, with cause and remedy in both languages.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withHttpErrors } from "#provisioning/document-errors.ts";
import { PROJECT } from "../harness/gateway.ts";

const PAGE = readFileSync(join(PROJECT, "docs", "errors.md"), "utf8");
/** Code → the other cells of its row. */
const ROWS = new Map(
  PAGE.split("\n").flatMap((line) => {
    const [, code = "", ...cells] = line.split("|").map((cell) => cell.trim());
    return /^[a-z0-9-]+$/.test(code) && code !== "code" ? [[code, cells.slice(0, -1)] as const] : [];
  }),
);

/** Files of ours that run, not those that test. */
function sources(): string[] {
  return ["gateway", "device-drivers", "cloud-bridge", "provisioning"].flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ts|mjs)$/.test(name) && !/\.test\.ts$|fixtures/.test(name))
      .map((name) => join(folder, name)),
  );
}

const CODES = sources().flatMap((file) =>
  [
    ...readFileSync(join(PROJECT, file), "utf8").matchAll(
      /new (?:GatewayError|Problem|StoreError)\(\s*"([a-z0-9-]+)"/g,
    ),
  ].map(([, code = ""]) => [code, file] as const),
);

test("codes are found in the sources at all", () => {
  expect(CODES.length).toBeGreaterThan(20);
});

test.each(CODES)("%s (%s) is listed with cause and remedy in both languages", (code) => {
  const cells = ROWS.get(code) ?? [];
  const words = cells.slice(-4);
  expect(words).toHaveLength(4);
  for (const cell of words) expect(cell).not.toBe("");
  expect(words.slice(2).join("")).toMatch(/\p{Script=Han}/u);
});

test("every exit code of the contract is listed", () => {
  for (const code of ["0", "64", "70", "75"]) expect(ROWS.has(code)).toBe(true);
});

test("the HTTP part is what the gateway answers (else: node provisioning/document-errors.ts)", () => {
  expect(withHttpErrors(PAGE)).toBe(PAGE);
});
