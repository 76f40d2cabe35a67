// Opens the HTTP interface (contract §6, §7): builds the application, opens the configured listeners, closes all in the right order.
import { X509Certificate } from "node:crypto";
import { GatewayError } from "../kit/errors.ts";
import { type Certificate, type Listener, listen } from "../kit/http/listeners.ts";
import { buildApp } from "./app.ts";
import type { Context } from "./context.ts";
import { registerApiFigures } from "./figures.ts";
import type { ApiParts, Authority } from "./parts.ts";
import { PROBLEMS } from "./problems.ts";
import { StreamHub } from "./stream/hub.ts";

export interface Api extends AsyncDisposable {
  /** Where it listens, with the real ports; null where it does not. */
  readonly addresses: { readonly http: string | null; readonly https: string | null };
  /** Puts a new certificate into use for connections made from now on. */
  replaceCertificate(authority: Authority): void;
}

/** DNS names of a certificate, lower case. */
function namesOf(authority: Authority | null): ReadonlySet<string> {
  if (authority === null) return new Set();
  const names = new X509Certificate(authority.certificatePem).subjectAltName ?? "";
  return new Set(names.split(", ").flatMap((name) => (name.startsWith("DNS:") ? [name.slice(4).toLowerCase()] : [])));
}

/** Resolves when all listeners are open. Throws GatewayError `listen-failed` when an address cannot be opened. */
export async function openApi(parts: ApiParts): Promise<Api> {
  let authority = parts.authority;
  let names = namesOf(authority);
  let http: Listener | null = null;
  let https: Listener | null = null;
  const began = parts.clock.monotonic();
  const streams = new StreamHub(parts);
  const context: Context = {
    parts,
    streams,
    authority: () => authority,
    addresses: () => ({ http: http?.address ?? null, https: https?.address ?? null }),
    uptimeMs: () => parts.clock.monotonic() - began,
  };
  const ended = parts.accounts.onEnded((credential) => streams.endOf(credential, "signed-out"));
  registerApiFigures(parts.metrics, streams);
  const app = await buildApp(context, () => names);

  async function close(): Promise<void> {
    streams[Symbol.dispose]();
    ended[Symbol.dispose]();
    await Promise.all([http?.[Symbol.asyncDispose](), https?.[Symbol.asyncDispose]()]);
    await app.fastify.close();
  }

  const certificate = (): Certificate => {
    if (authority !== null) return authority;
    throw new GatewayError(
      "listen-failed",
      "listen.https is set, but there is no certificate",
      "Set `tls`, or let the gateway make its own certificate.",
    );
  };
  const common = { listener: app.listener, kinds: PROBLEMS, clock: parts.clock };
  try {
    if (parts.listen.http !== null) http = await listen({ ...common, address: parts.listen.http, certificate: null });
    if (parts.listen.https !== null)
      https = await listen({ ...common, address: parts.listen.https, certificate: certificate() });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    addresses: context.addresses(),
    replaceCertificate(next) {
      authority = next;
      names = namesOf(next);
      https?.replaceCertificate(next);
    },
    [Symbol.asyncDispose]: close,
  };
}
