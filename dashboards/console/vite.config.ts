// How the console is built: for Chrome 109 (the last one on Windows 7), charts apart from the rest, and each file also compressed
// beside itself, so that the gateway sends it without work. The county's console is a build of its own, in the folder `county` of the result.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { build, type Plugin, type UserConfig } from "vite";
import { firstLoad } from "./first-load.ts";
import { licencesModule } from "./licences.ts";

const OUT = new URL("dist", import.meta.url).pathname;
const BROWSER = "chrome109";
/** Whose API `vite dev` shows: any running gateway. */
const GATEWAY = process.env.GATEWAY ?? "http://127.0.0.1:8080";
const COMPRESSED = /\.(js|css|svg|html)$/;
const FIRST = /console\/src\/(main|county\/main|api\/early|i18n\/language)\.ts$/;
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/** Writes FILE.br and FILE.gz beside every text file of the build; the page itself gets a nonce per request and stays as it is. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir = OUT }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
        if (!COMPRESSED.test(name) || name.endsWith(".html")) continue;
        const file = join(dir, name);
        const bytes = readFileSync(file);
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, BROTLI));
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

interface Console {
  /** The page's file. */
  readonly page: string;
  /** The module that its first script loads. */
  readonly begin: string;
}

const CAMPUS: Console = { page: "index.html", begin: "src/console.tsx" };
const COUNTY: Console = { page: "county.html", begin: "src/county/console.tsx" };

/** Builds the county's console when the campus's is written. In one build both would share what the first page loads, and wait for each other's. */
function countyToo(): Plugin {
  let out = OUT;
  return {
    name: "county-too",
    apply: "build",
    configResolved: (config) => {
      out = config.build.outDir;
    },
    closeBundle: async () => {
      await build({
        ...configOf(COUNTY),
        configFile: false,
        logLevel: "warn",
        build: buildOf(COUNTY, join(out, "county")),
      });
    },
  };
}

function configOf({ begin }: Console): UserConfig {
  return {
    root: new URL(".", import.meta.url).pathname,
    plugins: [react(), licencesModule(), firstLoad(fileOf(begin)), compressed()],
    server: {
      host: "127.0.0.1",
      // The gateway takes changes only from its own address.
      proxy: { "/api": { target: GATEWAY, changeOrigin: true, headers: { origin: GATEWAY } } },
    },
  };
}

function buildOf({ page, begin }: Console, outDir: string): NonNullable<UserConfig["build"]> {
  return {
    outDir,
    emptyOutDir: true,
    target: BROWSER,
    cssTarget: BROWSER,
    sourcemap: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2500,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: [fileOf(page), fileOf(begin)],
      output: {
        codeSplitting: {
          groups: [
            // What asks for the first answers must not wait for the rest.
            { name: "first", test: FIRST, priority: 1 },
            // One file instead of forty small ones, each of which would wait for its turn on the line.
            { name: "console", tags: ["$initial"] },
          ],
        },
      },
    },
  };
}

function fileOf(path: string): string {
  return new URL(path, import.meta.url).pathname;
}

const campus = configOf(CAMPUS);
export default { ...campus, plugins: [campus.plugins, countyToo()], build: buildOf(CAMPUS, OUT) } satisfies UserConfig;
