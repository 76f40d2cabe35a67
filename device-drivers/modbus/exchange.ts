// What one request over a link comes to, and what is under it: a session that carries requests, a wire that carries bytes.
import type { LinkError } from "../../gateway/contract/driver.ts";
import type { Request } from "./frame.ts";

export type Answer =
  /** From the unit number on, without what frames it on this kind of link. */
  | { readonly is: "answered"; readonly raw: Buffer }
  /** Nothing, or not all of an answer, came before the deadline. */
  | { readonly is: "silent" }
  /** Something came that is not the answer. */
  | { readonly is: "garbled"; readonly what: string }
  /** The connection ended after the request had gone out. */
  | { readonly is: "cut"; readonly error: LinkError };

export interface Exchange {
  readonly answer: Answer;
  /** Epoch ms of the first byte of the answer, else of the end of waiting. */
  readonly atMs: number;
  /** All bytes that came. */
  readonly received: Buffer;
}

export interface Session extends AsyncDisposable {
  /** False once no further request may go over it: it has ended, or what came over it is in doubt. */
  readonly isUsable: boolean;
  exchange(request: Request, timeoutMs: number, signal: AbortSignal): Promise<Exchange>;
}

/** Bytes in both directions over a serial port, or a connection to one. */
export interface Wire extends AsyncDisposable {
  readonly isUsable: boolean;
  write(bytes: Buffer): void;
}

/** Who hears a wire. */
export interface WireListener {
  came(bytes: Buffer): void;
  ended(error: LinkError): void;
}
