// What Chrome 109, the last one on Windows 7, cannot read: newer syntax and newer functions in a script, newer notation in a style sheet.
import { transform } from "lightningcss";
import { parseAst } from "vite";

const CHROME_109 = 109 << 16;

/** Methods and functions that came later, by the name they are called by. */
const NEWER_NAMES: ReadonlySet<string> = new Set([
  ...["toSorted", "toReversed", "toSpliced", "fromAsync", "isWellFormed", "toWellFormed", "withResolvers", "canParse"],
  ...["union", "intersection", "symmetricDifference", "isSubsetOf", "isSupersetOf", "isDisjointFrom"],
  ...["startViewTransition", "showPopover", "hidePopover", "togglePopover", "moveBefore", "setHTMLUnsafe"],
  ...["toBase64", "fromBase64", "toHex", "fromHex", "sumPrecise", "f16round", "getOrInsert", "getOrInsertComputed"],
  ...["DurationFormat", "transferToFixedLength", "getSetCookie"],
]);
/** Names that only count on a certain object: elsewhere they are somebody's own. */
const NEWER_OF_OBJECT: readonly string[] = [
  ...["Object.groupBy", "Map.groupBy", "AbortSignal.any", "Promise.try", "RegExp.escape", "URL.parse", "Iterator.from"],
  ...["ReadableStream.from", "Array.with", "Error.isError", "Math.f16round", "Symbol.dispose", "Symbol.asyncDispose"],
];
/** What an array has, but an iterator only got later: `map.values().map(…)`. */
const OF_ITERATORS: ReadonlySet<string> = new Set([
  ...["map", "filter", "take", "drop", "flatMap", "reduce", "toArray", "forEach", "some", "every", "find"],
]);
const MAKES_ITERATOR: ReadonlySet<string> = new Set(["values", "keys", "entries"]);
/** What nobody writes otherwise for an older browser. */
const NEWER_NOTATION = /color-mix\(|@(?:scope|starting-style|view-transition|position-try)\b/;
/** Groups that change flags, and the same name for two groups. */
const NEWER_PATTERN = /\(\?[ims]*-?[ims]+:/;

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

/** A finding and the text around it. */
export interface Newer {
  readonly what: string;
  readonly where: string;
}

/** Everything in a script (an ES module) that Chrome 109 does not know, unless it is asked for before it is used. */
export function newerInScript(code: string): Newer[] {
  const found: Newer[] = [];
  const visit = (value: unknown, asked: boolean): void => {
    if (Array.isArray(value)) for (const each of value) visit(each, asked);
    if (!isNode(value)) return;
    const what = asked ? null : (newerSyntax(value) ?? newerCall(value));
    if (what !== null) found.push({ what, where: code.slice(Math.max(0, value.start - 60), value.end + 40) });
    for (const [key, child] of Object.entries(value)) visit(child, isQuestion(value, key));
  };
  visit(parseAst(code), false);
  return found;
}

function newerSyntax(node: Node): string | null {
  const { type, kind, attributes, phase, regex } = node;
  if (type === "Decorator") return "decorator";
  if (type === "VariableDeclaration" && (kind === "using" || kind === "await using")) return `${kind} declaration`;
  if (Array.isArray(attributes) && attributes.length > 0 && type.startsWith("Import")) return "import attributes";
  if (type.startsWith("Import") && typeof phase === "string") return `import ${phase}`;
  if (type !== "Literal" || typeof regex !== "object" || regex === null) return null;
  const { flags, pattern } = regex as { flags: string; pattern: string };
  if (flags.includes("v")) return "regular expression with flag v";
  const names = [...pattern.matchAll(/\(\?<(\w+)>/g)].map((match) => match[1]);
  if (new Set(names).size < names.length) return "regular expression with a group name twice";
  return NEWER_PATTERN.test(pattern) ? "regular expression with flags inside" : null;
}

function newerCall(node: Node): string | null {
  if (node.type !== "MemberExpression" || node.computed === true) return null;
  const { object, property } = node;
  const name = nameOf(property);
  if (name === null) return null;
  if (NEWER_NAMES.has(name)) return name;
  const full = `${nameOf(object) ?? ""}.${name}`;
  if (NEWER_OF_OBJECT.includes(full)) return full;
  return OF_ITERATORS.has(name) && isIterator(object) ? `iterator.${name}` : null;
}

/** A call such as `map.values()`; `Object.values(x)` gives an array. */
function isIterator(node: unknown): boolean {
  if (!isNode(node) || node.type !== "CallExpression" || !isNode(node.callee)) return false;
  const { type, object, property } = node.callee;
  if (type !== "MemberExpression" || nameOf(object) === "Object") return false;
  return MAKES_ITERATOR.has(nameOf(property) ?? "") && Array.isArray(node.arguments) && node.arguments.length === 0;
}

function nameOf(node: unknown): string | null {
  return isNode(node) && typeof node.name === "string" ? node.name : null;
}

/** Whether a child only asks if something is there: `typeof X`, `X ? … : …`, `X && …`, `X?.()`. */
function isQuestion(parent: Node, key: string): boolean {
  if (parent.type === "UnaryExpression") return parent.operator === "typeof";
  if (parent.type === "ConditionalExpression" || parent.type === "IfStatement") return key === "test";
  if (parent.type === "LogicalExpression") return key === "left";
  return parent.type === "CallExpression" && parent.optional === true && key === "callee";
}

/** True when a style sheet says something that has to be written otherwise for Chrome 109. */
export function isNewerStyle(css: string): boolean {
  const options = { filename: "style.css", code: Buffer.from(css), minify: true };
  const asWritten = transform({ ...options, targets: { chrome: 999 << 16 } }).code.toString();
  const forOld = transform({ ...options, targets: { chrome: CHROME_109 } }).code.toString();
  return asWritten !== forOld || NEWER_NOTATION.test(css);
}
