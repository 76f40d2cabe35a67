// Opens the sockets that one application is served on, with the limits that keep slow or greedy callers from holding it.
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { Socket } from "node:net";
import type { Clock } from "../clock.ts";
import { GatewayError, messageOf } from "../errors.ts";
import { callerOf } from "./addresses.ts";
import { Problem, type ProblemKinds, problemBody } from "./problem.ts";
import { kitText } from "./texts.ts";

export interface Address {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}
export interface Certificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}
export interface Limits {
  readonly headersMs: number;
  readonly requestMs: number;
  readonly keepAliveMs: number;
  /** Sockets of one listener, and of one caller on it. */
  readonly connections: number;
  readonly connectionsPerCaller: number;
}
export const LIMITS: Limits = {
  headersMs: 10_000,
  requestMs: 15_000,
  keepAliveMs: 10_000,
  connections: 512,
  connectionsPerCaller: 128,
};

export interface Listener extends AsyncDisposable {
  /** `http://127.0.0.1:41873`. */
  readonly address: string;
  replaceCertificate(certificate: Certificate): void;
}

export interface ListenOptions {
  readonly listener: RequestListener;
  readonly kinds: ProblemKinds;
  readonly address: Address;
  /** Present: https. */
  readonly certificate: Certificate | null;
  readonly clock: Clock;
  readonly limits?: Limits;
}

/** How long answers under way may take to finish when we stop; a process has 5 s in all. */
const GRACE_MS = 1000;

/** A protocol fault never reaches the application: answer it here, in both languages' neutral form, and close. */
function answerBadClient(kinds: ProblemKinds, error: Error & { code?: string }, socket: Socket): void {
  if (socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason, key] =
    error.code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? ([408, "Request Timeout", "tooSlow"] as const)
      : error.code === "HPE_HEADER_OVERFLOW"
        ? ([431, "Request Header Fields Too Large", "headersTooLarge"] as const)
        : ([400, "Bad Request", "malformed"] as const);
  const problem = new Problem("bad-request", { status, detail: (language) => kitText(language, key) });
  const body = JSON.stringify(problemBody(kinds, problem, "zh-CN", "/"));
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-type: application/problem+json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function capPerCaller(server: Server | TlsServer, most: number): void {
  const counts = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const caller = callerOf(socket.remoteAddress);
    const count = (counts.get(caller) ?? 0) + 1;
    if (count > most) {
      socket.destroy();
      return;
    }
    counts.set(caller, count);
    socket.once("close", () => {
      const left = (counts.get(caller) ?? 1) - 1;
      if (left === 0) counts.delete(caller);
      else counts.set(caller, left);
    });
  });
}

/** Listens; resolves when the socket is open. Throws GatewayError `listen-failed` when it cannot be. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { address, certificate } = options;
  const limits = options.limits ?? LIMITS;
  const settings = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersMs),
    maxHeaderSize: 16 * 1024,
    noDelay: true,
  };
  const secure =
    certificate === null
      ? null
      : createTlsServer(
          {
            ...settings,
            cert: certificate.certificatePem,
            key: certificate.keyPem,
            minVersion: "TLSv1.2",
            handshakeTimeout: limits.headersMs,
          },
          options.listener,
        );
  const server = secure ?? createServer(settings, options.listener);
  server.maxConnections = limits.connections;
  server.on("clientError", (error: Error, socket) => {
    if (socket instanceof Socket) answerBadClient(options.kinds, error, socket);
    else socket.destroy();
  });
  capPerCaller(server, limits.connectionsPerCaller);

  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => {
      reject(
        new GatewayError(
          "listen-failed",
          `${address.host}:${address.port} cannot be opened: ${messageOf(cause)}`,
          "Choose another address or port in `listen`, or stop the program that uses it.",
          { cause },
        ),
      );
    });
    server.listen(address.port, address.host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : address.port;
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return {
    address: `${secure === null ? "http" : "https"}://${host}:${port}`,
    replaceCertificate: (next) =>
      secure?.setSecureContext({ cert: next.certificatePem, key: next.keyPem, minVersion: "TLSv1.2" }),
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await Promise.race([closed, options.clock.sleep(GRACE_MS)]);
      server.closeAllConnections();
      await closed;
    },
  };
}
