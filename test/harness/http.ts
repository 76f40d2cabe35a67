// A small HTTP client for tests: keeps cookie, csrf and bearer token like a browser or a partner's program would.
import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from "node:http";
import { request as httpsRequest } from "node:https";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as the test expects it; the test's assertions check that. */
  json<T = Record<string, unknown>>(): T;
}

export interface Ask {
  readonly body?: unknown;
  readonly headers?: OutgoingHttpHeaders;
  readonly signal?: AbortSignal;
}

export interface HttpClientOptions {
  /** Certificate authority in PEM, for https addresses. */
  readonly ca?: string;
}

export class HttpClient {
  readonly base: string;
  readonly #ca: string | undefined;
  cookie: string | null = null;
  csrf: string | null = null;
  bearer: string | null = null;

  constructor(base: string, options: HttpClientOptions = {}) {
    this.base = base;
    this.#ca = options.ca;
  }

  get(path: string, ask: Ask = {}): Promise<Answer> {
    return this.ask("GET", path, ask);
  }

  post(path: string, body: unknown, ask: Ask = {}): Promise<Answer> {
    return this.ask("POST", path, { ...ask, body });
  }

  /** One request. A `body` that is not text or bytes is sent as JSON. Paths not starting with `/` are below `/api/v1/`. */
  async ask(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    const response = await this.open(method, path, ask);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("utf8");
    return { status: response.statusCode ?? 0, headers: response.headers, text, json: () => JSON.parse(text) };
  }

  /** The response as soon as its headers are there; whoever asked reads or destroys it. */
  open(method: string, path: string, ask: Ask = {}): Promise<IncomingMessage> {
    const url = new URL(path.startsWith("/") ? path : `/api/v1/${path}`, this.base);
    const { body } = ask;
    const raw =
      body === undefined ? null : typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const headers: OutgoingHttpHeaders = { ...this.#headers(method, raw !== null), ...ask.headers };
    return new Promise((resolve, reject) => {
      const send = url.protocol === "https:" ? httpsRequest : httpRequest;
      const request = send(url, {
        method,
        headers,
        ca: this.#ca,
        agent: false,
        ...(ask.signal && { signal: ask.signal }),
      });
      request.on("error", reject).on("response", resolve);
      request.end(raw ?? undefined);
    });
  }

  /** Signs in and keeps the session for later requests. */
  async signIn(username: string, password: string): Promise<Answer> {
    const answer = await this.post("session", { username, password });
    if (answer.status !== 200) return answer;
    this.cookie = (answer.headers["set-cookie"] ?? []).map((line) => line.split(";", 1)[0]).join("; ");
    this.csrf = answer.json<{ csrf: string }>().csrf;
    return answer;
  }

  #headers(method: string, hasBody: boolean): OutgoingHttpHeaders {
    return {
      ...(hasBody && { "content-type": "application/json" }),
      ...(this.bearer !== null && { authorization: `Bearer ${this.bearer}` }),
      ...(this.cookie !== null && { cookie: this.cookie }),
      ...(method !== "GET" && { origin: new URL(this.base).origin }),
      ...(method !== "GET" && this.csrf !== null && { "x-csrf-token": this.csrf }),
    };
  }
}
