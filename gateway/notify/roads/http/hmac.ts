// A county's own SMS or voice gateway, in the simplest form that cannot be forged: JSON with a time stamp and an HMAC. The form is in README.md.
import { type Answer, notTheService, refusedBy } from "../request.ts";
import { accepted, failed, type Outcome } from "../road.ts";
import type { HttpKind } from "./service.ts";
import { plainSignature } from "./sign.ts";

export const HMAC: HttpKind = {
  ask({ url, keyId, template, shown }, { number, variables, id }, secret, nowMs) {
    const text = JSON.stringify({ to: number, template, variables, id, ...(shown !== null && { shown }) });
    const timestamp = String(Math.floor(nowMs / 1000));
    return {
      url: new URL(url),
      text,
      headers: {
        "content-type": "application/json; charset=utf-8",
        "x-key-id": keyId,
        "x-timestamp": timestamp,
        "x-signature": plainSignature(timestamp, text, secret),
      },
    };
  },
  read: outcomeOf,
};

/** `{ "code": "ok", "reference"? }`, or `{ "code", "message"?, "retryAfterS"? }` with whatever status. */
function outcomeOf(answer: Answer): Outcome {
  const { status, body } = answer;
  if (typeof body !== "object" || body === null || !("code" in body) || typeof body.code !== "string")
    return status === 200 ? notTheService() : refusedBy(answer);
  const { code } = body;
  if (code === "ok" && status === 200)
    return accepted("reference" in body && typeof body.reference === "string" ? body.reference.slice(0, 64) : null);
  const says = "message" in body && typeof body.message === "string" ? body.message.slice(0, 200) : "";
  const after = "retryAfterS" in body && typeof body.retryAfterS === "number" ? body.retryAfterS : null;
  return failed(code.slice(0, 64), says, after !== null, (after ?? 0) * 1000);
}
