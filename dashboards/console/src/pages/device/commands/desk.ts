// Sending commands to one device and following what becomes of them.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { ApiProblem, call } from "../../../api/http.ts";
import { useGet } from "../../../api/queries.ts";
import type { Command } from "../../../api/types.ts";
import { useEntries } from "../../../live/hooks.ts";
import { EXPIRY_S, isOpen, keyFor, type Unanswered, type Wish } from "./wish.ts";

/** While a command is open it is asked for also where its entries may not be read. */
const OPEN_AGAIN_MS = 1000;

export interface CommandDesk {
  readonly query: ReturnType<typeof useGet<{ readonly commands: readonly Command[] }>>;
  /** What became of the last one sent from here: its state, or why it was not taken. */
  readonly last: { readonly wish: Wish; readonly command: Command | null; readonly problem: ApiProblem | null } | null;
  readonly sending: boolean;
  send(wish: Wish): Promise<void>;
}

interface Last {
  readonly wish: Wish;
  readonly answer: Command | null;
  readonly problem: ApiProblem | null;
}

export function useCommandDesk(device: string): CommandDesk {
  const client = useQueryClient();
  const path = `/commands?device=${encodeURIComponent(device)}`;
  const [last, setLast] = useState<Last | null>(null);
  const [sending, setSending] = useState(false);
  const unanswered = useRef<Unanswered | null>(null);
  const query = useGet<{ readonly commands: readonly Command[] }>(path);
  const known = query.data?.commands.find(({ id }) => id === last?.answer?.id) ?? last?.answer ?? null;
  // The same question, asked faster while somebody waits for the end.
  useGet(path, known !== null && isOpen(known) ? { refresh: OPEN_AGAIN_MS } : {});
  useEntries((entry) => {
    if (entry.kind === "command" && entry.device === device) void client.invalidateQueries({ queryKey: [path] });
  });

  const send = useCallback(
    async (wish: Wish) => {
      const body = { name: wish.name, args: wish.args, expiresIn: `${EXPIRY_S}s` };
      const text = JSON.stringify(body);
      const key = keyFor(text, Date.now(), unanswered.current);
      unanswered.current = { wish: text, key, atMs: Number.POSITIVE_INFINITY };
      setSending(true);
      setLast(null);
      try {
        const headers = { "idempotency-key": key };
        const answer = await call<Command>("POST", `/devices/${encodeURIComponent(device)}/commands`, {
          body,
          headers,
        });
        unanswered.current = null;
        setLast({ wish, answer, problem: null });
        await client.invalidateQueries({ queryKey: [path] });
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        unanswered.current = error.code === "no-answer" ? { wish: text, key, atMs: Date.now() } : null;
        setLast({ wish, answer: null, problem: error });
      } finally {
        setSending(false);
      }
    },
    [client, device, path],
  );

  return {
    query,
    last: last === null ? null : { wish: last.wish, command: known, problem: last.problem },
    sending,
    send,
  };
}
