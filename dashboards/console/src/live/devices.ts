// Keeps what is asked of /devices true: a device that comes or goes is asked for again at once, many of them together.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useEntries } from "./hooks.ts";

/** A whole building that goes dark is one question, not one per device. */
const TOGETHER_MS = 500;

/** Asks for devices again when an entry says that one of them (or only `device`) changed its state. */
export function useFollowDevices(device?: string): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  useEntries(({ kind, type, device: of }) => {
    const changed = (kind === "state" && (device === undefined || of === device)) || type === "config.applied";
    if (!changed || timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      void client.invalidateQueries({ predicate: ({ queryKey: [path] }) => String(path).startsWith("/devices") });
    }, TOGETHER_MS);
  });
}
