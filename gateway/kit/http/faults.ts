// Which problem an error becomes: our own problems as they are, Fastify's by their code, other parts' by the application's translation.
import { errorCodes } from "fastify";
import { Problem } from "./problem.ts";
import { kitText } from "./texts.ts";

/** Turns an error of a part that the application stands on into a problem, or `null`. */
export type Translate = (thrown: unknown) => Problem | null;

function badRequest(key: "badUrl" | "emptyBody" | "malformed"): Problem {
  return new Problem("bad-request", { detail: (language) => kitText(language, key) });
}

/** The look-up from anything thrown to a problem; `null` means: our fault, to be logged and answered as an incident. */
export function createFaults(translate: Translate): (thrown: unknown) => Problem | null {
  return (thrown) => {
    if (thrown instanceof Problem) return thrown;
    if (thrown instanceof errorCodes.FST_ERR_CTP_BODY_TOO_LARGE)
      return new Problem("too-large", { headers: { connection: "close" } });
    if (thrown instanceof errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE) return new Problem("json-only");
    if (thrown instanceof errorCodes.FST_ERR_BAD_URL) return badRequest("badUrl");
    const translated = translate(thrown);
    if (translated !== null) return translated;
    const status = thrown instanceof Error && "statusCode" in thrown ? thrown.statusCode : undefined;
    return typeof status === "number" && status >= 400 && status < 500 ? badRequest("malformed") : null;
  };
}
