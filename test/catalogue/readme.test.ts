// The READMEs cannot drift: samples are checked by the gateway's own checker, commands name files and scripts that exist,
// links resolve, and both languages tell the same.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { loadProfiles } from "#gateway/config/profiles.ts";
import { readCampus } from "#gateway/config/read.ts";
import { PROJECT } from "../harness/gateway.ts";

const LANGUAGES = ["README.md", "README.zh-CN.md"];
const FOLDERS = ["gateway", "device-drivers", "cloud-bridge", "provisioning", "dashboards", "firmware-config", "test"];
const PAGES = [
  ...LANGUAGES,
  "CHANGELOG.md",
  "SECURITY.md",
  ...FOLDERS.map((folder) => `${folder}/README.md`),
  ...readdirSync(join(PROJECT, "docs")).flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : [])),
];

const read = (page: string) => readFileSync(join(PROJECT, page), "utf8");
const blocksOf = (page: string, language: string) =>
  [...read(page).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, kind, text = ""]) =>
    kind === language ? [text] : [],
  );
const withoutComments = (text: string) => text.replace(/\s*# .*$/gm, "");
const headingsOf = (page: string) =>
  read(page)
    .replace(/^```[\s\S]*?^```$/gm, "")
    .match(/^#+ /gm);

test("both READMEs have the same headings, samples and links", () => {
  const [english = "", chinese = ""] = LANGUAGES;
  expect(headingsOf(chinese)).toEqual(headingsOf(english));
  for (const language of ["yaml", "sh"])
    expect(blocksOf(chinese, language).map(withoutComments)).toEqual(blocksOf(english, language).map(withoutComments));
  const links = (page: string) =>
    linksOf(page)
      .filter((link) => !link.startsWith("README"))
      .map((link) => link.replace(/\.(en|zh-CN)\.png$/, ".png"));
  expect(links(chinese)).toEqual(links(english));
});

test.each(LANGUAGES)(
  "the campus.yaml of %s is accepted as it stands, and so it is with each part that comes later",
  async (page) => {
    const [whole = "", ...parts] = blocksOf(page, "yaml");
    const profiles = await loadProfiles();
    for (const sample of [whole, ...parts.map((part) => whole + part)])
      expect(readCampus(new TextEncoder().encode(sample), profiles)).toMatchObject({ ok: true });
  },
);

test.each(LANGUAGES)("the commands of %s name files and scripts that exist", (page) => {
  const commands = [
    ...blocksOf(page, "sh"),
    ...[...read(page).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code),
  ].join("\n");
  const scripts: Record<string, string> = JSON.parse(read("package.json")).scripts;
  for (const [, run, short] of commands.matchAll(/npm (?:run ([\w-]+)|(start|test)\b)/g))
    expect(Object.keys(scripts)).toContain(run ?? short);
  const files = [...commands.matchAll(/(?<![\w/.-])(?:provisioning|gateway|test|docs)\/[\w./-]+\.\w+/g)].map(
    ([file]) => file,
  );
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect(existsSync(join(PROJECT, file)), file).toBe(true);
});

test("package.json's scripts name files that exist", () => {
  const scripts: Record<string, string> = JSON.parse(read("package.json")).scripts;
  for (const [name, command] of Object.entries(scripts))
    for (const [, file = ""] of command.matchAll(/node (\S+)/g))
      expect(existsSync(join(PROJECT, file)), name).toBe(true);
});

test.each(PAGES)("the links of %s resolve", (page) => {
  for (const link of linksOf(page))
    expect(existsSync(join(PROJECT, dirname(page), link.split("#")[0] ?? "")), link).toBe(true);
});

/** Links into this repository, without those to elsewhere and to headings of the same page. */
function linksOf(page: string): string[] {
  return [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) =>
    /^(https?:|#)/.test(link) ? [] : [link],
  );
}

test("a folder without anything built holds nothing but a README that says so", () => {
  for (const folder of FOLDERS) {
    const files = readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const isEmpty = files.length === 1;
    expect(read(`${folder}/README.md`).includes("Nothing here yet"), folder).toBe(isEmpty);
  }
});
