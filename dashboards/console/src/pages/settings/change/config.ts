// The configuration as the gateway tells it, and changes of it: each names the version that it was made for.
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback } from "react";
import type { KeptVersion } from "#gateway/contract/config.ts";
import { call } from "../../../api/http.ts";
import { useGet } from "../../../api/queries.ts";
import type { Item } from "./merge.ts";

export interface ConfigProblem {
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
  readonly line: number | null;
}

export interface Config {
  readonly version: string;
  readonly text: string;
  readonly appliedAt: string;
  readonly by: string;
  readonly problems: readonly ConfigProblem[];
  /** The file on disk when it is not what runs. */
  readonly file: { readonly version: string; readonly text: string } | null;
}

export type List = "devices" | "places" | "alarms";

/** What one item is called in answers. */
const WORDS = { devices: "device", places: "place", alarms: "rule" } as const;

/** The version that a change of what is in force now must name. */
export function versionNow({ version, file }: Pick<Config, "version" | "file">): string {
  return file?.version ?? version;
}

export function useConfig() {
  return useGet<Config>("/config");
}

/** Newest first. */
export function useVersions() {
  return useGet<{ readonly versions: readonly KeptVersion[] }>("/config/versions");
}

/** One device, place or rule as campus.yaml has it, nothing filled in. */
export function useItem(list: List, id: string | null) {
  return useGet<{ readonly version: string } & { readonly [Word in (typeof WORDS)[List]]?: Item }>(
    itemPath(list, id ?? ""),
    {
      enabled: id !== null,
    },
  );
}

export function itemPath(list: List, id: string): string {
  return `/config/${list}/${encodeURIComponent(id)}`;
}

/** The item as it is now; null when there is none. */
export async function readItem(list: List, id: string): Promise<Item | null> {
  const answer = await call<Readonly<Record<string, unknown>>>("GET", itemPath(list, id));
  const item = answer[WORDS[list]];
  return typeof item === "object" && item !== null ? (item as Item) : null;
}

export interface Written {
  readonly version: string;
  /** What parts of the gateway could not take of it, or take with a fault. */
  readonly remarks?: readonly { readonly code: string; readonly message: string; readonly remedy: string }[];
  readonly secret?: string;
}

/** Sends a change for `version`; what it may have touched is asked again, and what came of it only with a fault stays on the screen until it is read. */
export function useWrite() {
  const client = useQueryClient();
  const { notification } = App.useApp();
  return useCallback(
    async (method: string, path: string, version: string, body?: unknown): Promise<Written> => {
      const headers = { "if-match": `"${version}"` };
      const answer = await call<Written>(method, path, { headers, ...(body === undefined ? {} : { body }) });
      await client.invalidateQueries({ predicate: ({ queryKey: [key] }) => TOUCHED.test(String(key)) });
      for (const { code, message, remedy } of answer.remarks ?? [])
        notification.warning({ key: `remark ${code}`, title: message, description: remedy, duration: 0 });
      return answer;
    },
    [client, notification],
  );
}

const TOUCHED = /^\/(config|devices|places|status|profiles|audit|alarms|notify)/;
