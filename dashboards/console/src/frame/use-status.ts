// How the gateway is, asked for by everybody who shows it.
import { useGet } from "../api/queries.ts";
import type { Status } from "../api/types.ts";
import { useCan } from "../session/session.tsx";

const STATUS_AGAIN_MS = 10_000;

/** Undefined while it is not known, and without the right to know. */
export function useStatus(): Status | undefined {
  return useGet<Status>("/status", { refresh: STATUS_AGAIN_MS, enabled: useCan("status.read") }).data;
}
