// Saves one device, place or rule for the version that the person saw. What others changed elsewhere in the file meanwhile does not disturb;
// what they changed in the same item is handed back, for the person to decide.
import i18next from "i18next";
import { ApiProblem, call } from "../../../api/http.ts";
import type { ProblemBody } from "../../../api/types.ts";
import { type Config, itemPath, type List, readItem, type Written } from "./config.ts";
import { type Item, same } from "./merge.ts";

export interface Wish {
  readonly list: List;
  readonly id: string;
  /** As it was when the person began; null for a new one. */
  readonly base: Item | null;
  readonly version: string;
  /** Added to the address, such as `?secret=new`. */
  readonly query?: string;
  /** Null: it is to go. */
  readonly item: Item | null;
}

export type Saved =
  | { readonly done: true; readonly before: string; readonly written: Written }
  | { readonly done: false; readonly theirs: Item | null; readonly version: string };

type Write = (method: string, path: string, version: string, body?: unknown) => Promise<Written>;

export async function saveItem(wish: Wish, write: Write): Promise<Saved> {
  const { list, id, base, item, query = "" } = wish;
  const send = (version: string) =>
    item === null
      ? write("DELETE", itemPath(list, id), version)
      : write("PUT", itemPath(list, id) + query, version, item);
  try {
    return { done: true, before: wish.version, written: await send(wish.version) };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== "config-changed") throw error;
    const { version, file } = await call<Config>("GET", "/config");
    // Changed by hand into something wrong: what is in it is not known here, and nothing can be saved over it.
    if (file !== null) throw new ApiProblem(wrongOnDisk(error.body), null);
    const theirs = await itemOrNull(list, id);
    if (version === wish.version || !same(theirs, base)) return { done: false, theirs, version };
    return { done: true, before: version, written: await send(version) };
  }
}

function wrongOnDisk(body: ProblemBody): ProblemBody {
  const english = i18next.language === "en";
  return {
    ...body,
    detail: english
      ? "Somebody changed the configuration file on the machine, and it has mistakes; the gateway still runs the one before."
      : "配置文件在主机上被改动过，而且有错误；校园网关仍在使用上一份。",
    remedy: english
      ? "Correct it in the settings under configuration file, or put an earlier version back; then save again. Nothing typed here is lost."
      : "请先在“设置”的“配置文件”页改正，或在“历史版本”里恢复，再回来保存。这里填写的内容不会丢失。",
  };
}

async function itemOrNull(list: List, id: string): Promise<Item | null> {
  try {
    return await readItem(list, id);
  } catch (error) {
    if (error instanceof ApiProblem && error.code === "not-found") return null;
    throw error;
  }
}

/** What a list shows when the thing was changed between the question and the answer. */
export function changedMeanwhile(detail: string): ProblemBody {
  return {
    type: "about:blank",
    title: "",
    status: 409,
    code: "config-changed",
    detail,
    remedy: "",
    instance: "/config",
  };
}
