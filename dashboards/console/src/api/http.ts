// Requests to the gateway's API: JSON in and out, the session's guard against forged requests, and errors as the gateway words them.
import i18next from "i18next";
import { unattendedHeader } from "./attended.ts";
import { dropEarly, takeEarly, takeEarlyAnswer } from "./early.ts";
import type { ProblemBody } from "./types.ts";

const BASE = "/api/v1";

/** An answer that is not a success, or no answer at all (`code` "no-answer"). */
export class ApiProblem extends Error {
  readonly body: ProblemBody;
  /** Seconds to wait, where the gateway said so. */
  readonly retryAfter: number | null;

  constructor(body: ProblemBody, retryAfter: number | null) {
    super(body.detail);
    this.name = "ApiProblem";
    this.body = body;
    this.retryAfter = retryAfter;
  }

  get code(): string {
    return this.body.code;
  }
}

let server = { "zh-CN": "校园网关", en: "gateway" };
let csrf: string | null = null;
let onSignedOut: () => void = () => undefined;
let onOldGuard: () => Promise<boolean> = () => Promise.resolve(false);

/** What answers, in words; it is the gateway unless something else is named. */
export function nameServer(names: typeof server): void {
  server = names;
}

/** Set at sign-in: what every changing request must carry. */
export function carryCsrf(token: string | null): void {
  csrf = token;
}

/** Called when an answer says that nobody is signed in any more. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

/** Called when the guard against forged requests is not the session's any more (another tab signed in again); true: try once more. */
export function whenGuardIsOld(renew: () => Promise<boolean>): void {
  onOldGuard = renew;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends one request below /api/v1 and returns its JSON (null for an empty answer); throws ApiProblem. */
export async function call<Answer>(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  try {
    return await request<Answer>(method, path, options);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== "csrf" || !(await onOldGuard())) throw error;
    return await request<Answer>(method, path, options);
  }
}

async function request<Answer>(method: string, path: string, options: CallOptions): Promise<Answer> {
  const headers: Record<string, string> = {
    "accept-language": i18next.language,
    ...unattendedHeader(),
    ...options.headers,
  };
  if (options.body !== undefined) headers["content-type"] = "application/json";
  if (method !== "GET" && csrf !== null) headers["x-csrf-token"] = csrf;
  if (method !== "GET") dropEarly();
  let response: Response;
  try {
    const early = method === "GET" ? takeEarly(path) : undefined;
    response = await (early ??
      fetch(BASE + path, {
        method,
        headers,
        credentials: "same-origin",
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      }));
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiProblem(noAnswer(path), null);
  }
  const text = await response.text();
  const json: unknown = text === "" ? null : parse(text);
  if (response.ok) return json as Answer;
  const problem = isProblem(json) ? json : { ...noAnswer(path), status: response.status };
  if (problem.code === "sign-in-required") onSignedOut();
  const wait = Number(response.headers.get("retry-after"));
  throw new ApiProblem(problem, Number.isFinite(wait) && wait > 0 ? wait : null);
}

/** The answer to GET `path` where it came before this code did; taken once, by whoever draws first. */
export function earlyAnswer<Answer>(path: string): Answer | undefined {
  return takeEarlyAnswer(path) as Answer | undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isProblem(json: unknown): json is ProblemBody {
  return typeof json === "object" && json !== null && "code" in json && "detail" in json;
}

function noAnswer(path: string): ProblemBody {
  const english = i18next.language === "en";
  return {
    type: "about:blank",
    title: english ? "No answer" : "没有回应",
    status: 0,
    code: "no-answer",
    detail: english ? `The ${server.en} does not answer.` : `${server["zh-CN"]}没有回应。`,
    remedy: english
      ? `Check the network between this computer and the ${server.en}; the page goes on by itself when it answers again.`
      : `请检查本机到${server["zh-CN"]}的网络；恢复后页面会自动继续。`,
    instance: BASE + path,
  };
}
