// What the editor must know of a parsed node: where its entries begin and end in the text, and whether it may be touched at all.
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { notEditable } from "./lines.ts";

export type Collection = YAMLMap | YAMLSeq;

/** A pair of a map or an item of a list. */
export interface Entry {
  /** Null for items of a list. */
  readonly key: string | null;
  /** Null for an empty value. */
  readonly node: Node | null;
  /** Of the key, or of the dash or value of an item. */
  readonly start: number;
  /** After the last character that is neither space nor comment. */
  readonly end: number;
  /** After the colon or dash; the start for items in brackets. */
  readonly after: number;
}

/** The text as a document that knows where everything stands. Throws `config-not-editable` for what is not YAML. */
export function documentOf(text: string): Document {
  const document = parseDocument(text, {
    keepSourceTokens: true,
    uniqueKeys: false,
    logLevel: "error",
    schema: "core",
  });
  if (document.errors.length > 0) throw notEditable("the file is not valid YAML");
  return document;
}

/** Throws unless the node and everything in it is written without anchors, aliases and tags. */
export function requirePlain(node: Node | null, what: string): void {
  if (node === null) return;
  visit(node, (_key, inner) => {
    if (isPair(inner)) return;
    const marked =
      isAlias(inner) ||
      (isCollection(inner) || isScalar(inner) ? inner.anchor !== undefined || inner.tag !== undefined : false);
    if (marked) throw notEditable(`${what} is written with an anchor (&), alias (*) or tag (!)`);
  });
}

export function isFlow(node: Collection): boolean {
  return node.flow === true;
}

/** The entries of a map or list, in the order of the text. */
export function entriesOf(node: Collection): Entry[] {
  return isMap(node) ? node.items.map(pairEntry) : node.items.map((_item, at) => itemEntry(node, at));
}

/** The entry of a key; null when there is none. */
export function entryOf(map: YAMLMap, key: string): Entry | null {
  return entriesOf(map).find((entry) => entry.key === key) ?? null;
}

function pairEntry({ key, value, srcToken }: Pair): Entry {
  const node = nodeOf(value);
  const separator = srcToken?.sep?.find(({ type }) => type === "map-value-ind");
  if (!isScalar(key) || !key.range || separator === undefined)
    throw notEditable("a key is not written as `key: value`");
  const after = separator.offset + 1;
  const end = isEmpty(node) ? after : endOf(node);
  return { key: String(key.value), node: isEmpty(node) ? null : node, start: key.range[0], end, after };
}

function itemEntry(list: YAMLSeq, at: number): Entry {
  const node = nodeOf(list.items[at]);
  const token = list.srcToken;
  if (isFlow(list)) {
    if (isEmpty(node)) throw notEditable("a list has an empty item");
    return { key: null, node, start: startOf(node), end: endOf(node), after: startOf(node) };
  }
  const dashes =
    token?.type === "block-seq"
      ? token.items.flatMap(({ start }) => start.filter(({ type }) => type === "seq-item-ind"))
      : [];
  const dash = dashes[at];
  if (dash === undefined || dashes.length !== list.items.length) throw notEditable("a list is not written as - items");
  const after = dash.offset + 1;
  return {
    key: null,
    node: isEmpty(node) ? null : node,
    start: dash.offset,
    end: isEmpty(node) ? after : endOf(node),
    after,
  };
}

function nodeOf(value: unknown): Node | null {
  return isScalar(value) || isCollection(value) || isAlias(value) ? value : null;
}

function isEmpty(node: Node | null): node is null {
  return node === null || (isScalar(node) && node.value === null && (node.source ?? "") === "");
}

function startOf(node: Node): number {
  if (!node.range) throw notEditable("a value has no place in the text");
  return node.range[0];
}

/** After the last character of the value itself. */
export function endOf(node: Node): number {
  if ((isMap(node) || isSeq(node)) && !isFlow(node)) {
    const last = entriesOf(node).at(-1);
    if (last !== undefined) return last.end;
  }
  if (!node.range) throw notEditable("a value has no place in the text");
  return node.range[1];
}
