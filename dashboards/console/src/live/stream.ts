// The event stream (contract §7) over fetch: unlike EventSource it sees the beats, so that a silent line is noticed within seconds.
import { createParser } from "eventsource-parser";
import { unattendedHeader } from "../api/attended.ts";
import { StreamRefused } from "./refused.ts";

export interface StreamMessage {
  readonly event: string;
  readonly data: string;
}

export interface StreamHandlers {
  /** The line is open and the gateway answered. */
  readonly opened: () => void;
  readonly message: (message: StreamMessage) => void;
  /** Anything came, a beat included. */
  readonly alive: () => void;
}

/** What came last, so that the next request goes on without gap or overlap. */
export interface Position {
  id: string | null;
}

/** Reads one connection until it ends or `signal` aborts; throws what fetch throws, or StreamRefused. */
export async function readStream(
  url: string,
  position: Position,
  handlers: StreamHandlers,
  signal: AbortSignal,
): Promise<void> {
  const headers: Record<string, string> = { accept: "text/event-stream", ...unattendedHeader() };
  if (position.id !== null) headers["last-event-id"] = position.id;
  const response = await fetch(url, { headers, signal, credentials: "same-origin", cache: "no-store" });
  if (!response.ok || response.body === null) throw new StreamRefused(response.status);
  handlers.opened();
  const parser = createParser({
    onEvent: ({ id, event, data }) => {
      if (id !== undefined) position.id = id;
      if (data !== "") handlers.message({ event: event ?? "message", data });
    },
  });
  const text = new TextDecoder();
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    handlers.alive();
    parser.feed(text.decode(part.value, { stream: true }));
  }
}
