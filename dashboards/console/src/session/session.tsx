// Who is signed in, for every component; and the way in and out.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { ApiProblem, call, carryCsrf, whenSignedOut } from "../api/http.ts";
import { queryClient } from "../api/queries.ts";
import type { Session } from "../api/types.ts";
import { clearLive, live } from "../live/store.ts";
import type { Permission } from "./permissions.ts";

/** `unknown`: not asked yet. `unreachable`: the gateway does not answer. */
export type SignedIn = Session | "unknown" | "unreachable" | null;

export interface SessionDesk {
  readonly session: SignedIn;
  can(permission: Permission): boolean;
  signIn(username: string, password: string): Promise<void>;
  signOut(): Promise<void>;
  /** Takes a session that another request (setup, recovery) has made. */
  adopt(session: Session): void;
}

const Desk = createContext<SessionDesk | null>(null);

/** The session of this page; only below SessionProvider. */
export function useSession(): SessionDesk {
  const desk = useContext(Desk);
  if (desk === null) throw new Error("useSession needs SessionProvider above it");
  return desk;
}

/** True when the one who is signed in may do this. */
export function useCan(permission: Permission): boolean {
  return useSession().can(permission);
}

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [session, setSession] = useState<SignedIn>("unknown");

  const adopt = useCallback((next: Session | null) => {
    carryCsrf(next?.csrf ?? null);
    setSession(next);
  }, []);

  const forget = useCallback(() => {
    queryClient.clear();
    clearLive();
    adopt(null);
  }, [adopt]);

  useEffect(() => {
    whenSignedOut(forget);
    if (session === "unknown")
      call<Session>("GET", "/session").then(adopt, (error: unknown) => setSession(missing(error)));
    if (session !== "unreachable") return;
    const timer = setTimeout(() => setSession("unknown"), 2000);
    return () => clearTimeout(timer);
  }, [session, adopt, forget]);

  const account = typeof session === "object" && session !== null ? session.account.id : null;
  useEffect(() => {
    if (account === null) return;
    const stopping = new AbortController();
    void live(stopping.signal);
    return () => stopping.abort();
  }, [account]);

  const desk = useMemo<SessionDesk>(
    () => ({
      session,
      can: (permission) =>
        typeof session === "object" && session !== null && session.account.permissions.includes(permission),
      signIn: async (username, password) => adopt(await call("POST", "/session", { body: { username, password } })),
      signOut: async () => {
        await call("DELETE", "/session");
        forget();
      },
      adopt,
    }),
    [session, adopt, forget],
  );
  return <Desk.Provider value={desk}>{children}</Desk.Provider>;
}

/** Nobody is signed in, or nobody answers. */
function missing(error: unknown): SignedIn {
  return error instanceof ApiProblem && error.body.status >= 400 && error.body.status < 500 ? null : "unreachable";
}
