// The bytes of server-sent events: LF line ends, one blank line between messages, one line of JSON each (contract §7).

export type EndCode = "lagging" | "signed-out" | "stopping";
export type EventName = "entry" | "latest" | "gap" | "epoch" | "end";

export const BEAT = ": beat\n\n";

/** One message with data. `data` is one line of JSON; `id` moves the client's Last-Event-ID. */
export function eventText(event: EventName, data: string, id: string | null): string {
  return `${id === null ? "" : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;
}

/** A message that only moves the client's Last-Event-ID past entries that its filter left out. */
export function idText(id: string): string {
  return `id: ${id}\n\n`;
}
