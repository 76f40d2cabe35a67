// What the page needs at its start is named in the page itself, so that the browser fetches it at once and together: the console's own
// code, which its first script loads, with the scripts and style sheets that this code imports.
import type { HtmlTagDescriptor, Plugin } from "vite";

interface Chunk {
  readonly type: string;
  readonly fileName: string;
  readonly facadeModuleId?: string | null;
  readonly imports?: readonly string[];
  readonly viteMetadata?: { readonly importedCss: ReadonlySet<string> };
}

/** The chunk and all that it imports, the deepest first. */
function withImports(name: string, bundle: Readonly<Record<string, Chunk>>, known = new Set<string>()): Set<string> {
  if (known.has(name)) return known;
  known.add(name);
  for (const each of bundle[name]?.imports ?? []) withImports(each, bundle, known);
  return known;
}

function preloads(module: string, bundle: Readonly<Record<string, Chunk>>, html: string): HtmlTagDescriptor[] {
  const begin = Object.values(bundle).find(({ facadeModuleId }) => facadeModuleId === module);
  if (begin === undefined) throw new Error(`the build has no chunk of ${module}`);
  const scripts = [...withImports(begin.fileName, bundle)];
  const sheets = new Set(scripts.flatMap((name) => [...(bundle[name]?.viteMetadata?.importedCss ?? [])]));
  const link = (rel: string, name: string): HtmlTagDescriptor => ({
    tag: "link",
    attrs: { rel, crossorigin: true, href: `/${name}` },
    injectTo: "head",
  });
  return [
    ...[...sheets].map((name) => link("stylesheet", name)),
    ...scripts.map((name) => link("modulepreload", name)),
  ].filter(({ attrs }) => !html.includes(String(attrs?.href)));
}

/** `module` is the file of the module that the first script loads. */
export function firstLoad(module: string): Plugin {
  return {
    name: "first-load",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (html, { bundle }) => (bundle === undefined ? [] : preloads(module, bundle, html)),
    },
  };
}
