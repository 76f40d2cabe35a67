// The headers that every answer carries, so that a browser holds our pages to what they need.
import type { FastifyReply, FastifyRequest } from "fastify";

export const CONTENT_SECURITY_POLICY =
  "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
/** One year; only over https, where it means something. */
const STRICT_TRANSPORT = "max-age=31536000";

/** Sets them before anything else looks at the request, so that refusals carry them too. */
export function securityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
  });
  if (request.url.startsWith("/api/v1/")) reply.header("cache-control", "no-store");
  if (request.protocol === "https") reply.header("strict-transport-security", STRICT_TRANSPORT);
}
