// Reads a server-sent event stream message by message, strictly as contract §7 says: LF only, one blank line between messages.
import type { HttpClient } from "./http.ts";
import { within } from "./wait.ts";

export interface SseMessage {
  readonly id: string | null;
  readonly event: string | null;
  /** The data line, or null when the message has none. */
  readonly data: string | null;
  readonly comment: string | null;
  /** The message's exact text without the blank line after it. */
  readonly raw: string;
}

/** The fields of one message; throws on anything the contract does not allow. */
export function parseSse(raw: string): SseMessage {
  if (raw.includes("\r")) throw new Error(`CR in a stream message: ${JSON.stringify(raw)}`);
  const fields = new Map<string, string>();
  for (const line of raw.split("\n")) {
    const match = /^(id|event|data|retry|): ?(.*)$/.exec(line);
    const [, name, value] = match ?? [];
    if (name === undefined || value === undefined) throw new Error(`not a stream line: ${JSON.stringify(line)}`);
    if (fields.has(name)) throw new Error(`two '${name}' lines in one message: ${JSON.stringify(raw)}`);
    fields.set(name, value);
  }
  return {
    id: fields.get("id") ?? null,
    event: fields.get("event") ?? null,
    data: fields.get("data") ?? null,
    comment: fields.get("") ?? null,
    raw,
  };
}

export class SseReader implements AsyncDisposable {
  readonly status: number;
  readonly contentType: string;
  readonly #messages: AsyncGenerator<SseMessage>;
  readonly #stop: () => void;

  constructor(status: number, contentType: string, messages: AsyncGenerator<SseMessage>, stop: () => void) {
    this.status = status;
    this.contentType = contentType;
    this.#messages = messages;
    this.#stop = stop;
  }

  /** The next message, comments included; null at the end of the stream. */
  async next(deadlineMs = 20_000): Promise<SseMessage | null> {
    const step = await within("the next message of the stream", this.#messages.next(), deadlineMs);
    return step.done ? null : step.value;
  }

  /** The next message with this event name; others before it are passed over. */
  async nextEvent(event: string, deadlineMs = 20_000): Promise<SseMessage> {
    for (;;) {
      const message = await this.next(deadlineMs);
      if (message === null) throw new Error(`the stream ended before an event '${event}'`);
      if (message.event === event) return message;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    // Breaking off makes the pending read fail; that failure is the stop itself.
    await this.#messages.return(undefined).catch(() => undefined);
  }
}

/** Opens a stream such as `stream?after=0`. */
export async function openSse(client: HttpClient, path: string, lastEventId?: string): Promise<SseReader> {
  const response = await client.open("GET", path, {
    headers: { accept: "text/event-stream", ...(lastEventId !== undefined && { "last-event-id": lastEventId }) },
  });
  response.setEncoding("utf8");
  async function* messages(): AsyncGenerator<SseMessage> {
    let rest = "";
    for await (const chunk of response) {
      const parts = (rest + String(chunk)).split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) yield parseSse(part);
    }
  }
  return new SseReader(response.statusCode ?? 0, response.headers["content-type"] ?? "", messages(), () => {
    response.destroy();
  });
}
