// A session that is about to end is renewed before it does: a form in the making is never interrupted by its end.
import { useEffect } from "react";
import { gatewayNow } from "../live/clock.ts";
import { useLine } from "../live/hooks.ts";
import { useSession } from "./session.tsx";

const WARN_MS = 5 * 60_000;
/** Browsers count timers in 32 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Asks for the password five minutes before the session ends; `quiet` screens, which nobody sits at, are left alone. */
export function useEnding(quiet: boolean): void {
  const { session, askPassword } = useSession();
  const ends = typeof session === "object" && session !== null ? session.expiresAt : null;
  // Before the line is live, the gateway's time is not known yet.
  const live = useLine().state === "live";
  useEffect(() => {
    if (ends === null || quiet || !live) return;
    const left = Date.parse(ends) - gatewayNow() - WARN_MS;
    const timer = setTimeout(() => void askPassword("soon"), Math.min(Math.max(0, left), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  }, [ends, quiet, live, askPassword]);
}
