// Adds, changes or removes one item of a list of campus.yaml so that every other line stays byte for byte. What comes out is read again
// and compared with what was meant; rather than anything else, the change is refused.
import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from "yaml";
import { parseYaml } from "../yaml.ts";
import { notEditable, spliced } from "./lines.ts";
import { addFirst, addItem, removeItem } from "./list.ts";
import { changeMap } from "./map.ts";
import { documentOf, entriesOf, entryOf, isFlow, requirePlain } from "./nodes.ts";
import { isMap as isJsonMap, type Manner } from "./render.ts";

type Json = Readonly<Record<string, unknown>>;

export interface ItemEdit {
  readonly list: "devices" | "places" | "alarms";
  readonly id: string;
  /** Null: the item goes. */
  readonly item: Json | null;
}

const BOM = "\uFEFF";

/** The bytes with the edit done; the same bytes where an item is to go that is not there. Throws `config-not-editable`. */
export function editItem(bytes: Uint8Array, edit: ItemEdit): Uint8Array {
  // Also refuses what would take long to read.
  if (parseYaml(bytes).data === undefined) throw notEditable("the file has errors that must be mended first");
  const whole = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const bom = whole.startsWith(BOM) ? BOM : "";
  return new TextEncoder().encode(bom + editText(whole.slice(bom.length), edit));
}

/** The same for a text without byte order mark. */
function editText(text: string, edit: ItemEdit): string {
  const document = documentOf(text);
  const model = modelOf(document);
  const items = itemsOf(model, edit.list);
  const at = items.findIndex((item) => isJsonMap(item) && item.id === edit.id);
  const { item } = edit;
  if (item === null && at < 0) return text;
  const next = item === null ? items.toSpliced(at, 1) : at < 0 ? [...items, item] : items.with(at, item);
  const edited = inPlace(text, document, edit, items[at], at);
  if (!isDeepStrictEqual(modelOf(documentOf(edited)), { ...model, [edit.list]: next }))
    throw notEditable("it is written in a way that this editor does not know");
  return edited;
}

/** What the text says, also where campus.yaml would not take it. */
function modelOf(document: Document): Json {
  const data: unknown = document.toJS();
  if (!isJsonMap(data)) throw notEditable("the file is not a map");
  return data;
}

function itemsOf(model: Json, list: string): readonly unknown[] {
  const items = model[list] ?? [];
  if (!Array.isArray(items)) throw notEditable(`${list} is not a list`);
  return items;
}

/** Only what is different. */
function inPlace(
  text: string,
  document: Document,
  { list: name, item }: ItemEdit,
  before: unknown,
  at: number,
): string {
  const { root, list } = partsOf(document, name);
  const manner = mannerOf(text, root);
  if (list === null || at < 0) {
    if (item === null) return text;
    const added = list === null ? addFirst(text, root, name, item, manner) : addItem(text, list, item, manner);
    return spliced(text, added);
  }
  const node = list.items[at];
  if (!isMap(node) || !isJsonMap(before)) throw notEditable("the item is not a map");
  requirePlain(node, "the item");
  if (item === null) return spliced(text, removeItem(text, root, name, list, at));
  return spliced(text, changeMap(text, node, before, item, manner));
}

/** The file's map, and the list; null for a list that is absent or empty. */
function partsOf(document: Document, name: string): { root: YAMLMap; list: YAMLSeq | null } {
  const root = document.contents;
  if (!isMap(root) || root.anchor !== undefined || root.tag !== undefined)
    throw notEditable("the file is not a plain map");
  const node = entryOf(root, name)?.node ?? null;
  if (node === null || (isScalar(node) && node.value === null)) return { root, list: null };
  if (!isSeq(node) || node.anchor !== undefined || node.tag !== undefined)
    throw notEditable(`${name} is written with an anchor (&), alias (*) or tag (!)`);
  return { root, list: node.items.length > 0 ? node : null };
}

/** Files that are JSON stay JSON. */
function mannerOf(text: string, root: YAMLMap): Manner {
  return { json: isFlow(root) && text[entriesOf(root)[0]?.start ?? 0] === '"' };
}
