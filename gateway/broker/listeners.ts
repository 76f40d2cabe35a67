// The TCP and TLS sockets that devices connect to.
import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import type { ListenAddress } from "../config/campus.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import { plainAddress } from "../kit/http/addresses.ts";
import type { Log } from "../kit/log.ts";
import type { Doorway } from "./doorway.ts";
import type { ServerCertificate } from "./port.ts";

/** Vanished peers are found by TCP itself; MQTT's keepalive may be hours. */
const TCP_KEEPALIVE_MS = 30_000;

export interface Arrival {
  readonly socket: Socket;
  readonly remote: string;
  readonly secure: boolean;
  /** To be called when the client has signed in: the next one is heard. */
  readonly signedIn: () => void;
}

export interface Listener extends AsyncDisposable {
  /** `mqtt://host:port`, or `mqtts://…`. */
  readonly address: string;
}

/** The current certificate of a TLS listener; replaced while it runs. */
export interface CertificateSlot {
  context: SecureContext;
}

export function secureContextOf(certificate: ServerCertificate): SecureContext {
  try {
    return createSecureContext({ cert: certificate.certificatePem, key: certificate.keyPem, minVersion: "TLSv1.2" });
  } catch (cause) {
    throw new GatewayError(
      "certificate-invalid",
      `the certificate for mqtts cannot be used: ${messageOf(cause)}`,
      "Check that certificate and key are PEM files that belong together.",
      { cause },
    );
  }
}

/** Listens for MQTT; with `slot`, for MQTT over TLS 1.2 or newer. */
export async function listen(
  at: ListenAddress,
  doorway: Doorway,
  slot: CertificateSlot | null,
  onArrival: (arrival: Arrival) => void,
  log: Log,
): Promise<Listener> {
  const server = createServer(
    // Paused: nothing of a socket is read before its turn.
    { pauseOnConnect: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_KEEPALIVE_MS },
    (raw) => {
      raw.on("error", (error) => log.debug({ remote: raw.remoteAddress, error: error.message }, "socket error"));
      const remote = plainAddress(raw.remoteAddress) || "unknown";
      doorway.enter(raw, remote, (signedIn) => {
        const socket = slot === null ? raw : new TLSSocket(raw, { isServer: true, secureContext: slot.context });
        onArrival({ socket, remote, secure: slot !== null, signedIn });
      });
    },
  );
  await bind(server, at);
  server.on("error", (error) => log.error({ error: error.message }, "the MQTT listener failed"));
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : at.port;
  const host = at.host.includes(":") ? `[${at.host}]` : at.host;
  return {
    address: `${slot === null ? "mqtt" : "mqtts"}://${host}:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

function bind(server: Server, at: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error) => {
      reject(
        new GatewayError(
          "listen-failed",
          `MQTT cannot listen on ${at.host}:${at.port}: ${cause.message}`,
          "Choose another address in `listen` of campus.yaml, or stop the program that uses this one.",
          { cause },
        ),
      );
    };
    server.once("error", failed);
    server.listen({ host: at.host, port: at.port, backlog: 1024 }, () => {
      server.off("error", failed);
      resolve();
    });
  });
}
