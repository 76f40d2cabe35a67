// Who is signed in, for every component; the way in and out; and the password asked for again without leaving the page.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { ApiProblem, call, carryCsrf, earlyAnswer, whenGuardIsOld, whenSignedOut } from "../api/http.ts";
import { queryClient } from "../api/queries.ts";
import type { Session } from "../api/types.ts";
import { currentMissed, followMissed } from "../live/missed.ts";
import { clearLive, live } from "../live/store.ts";
import { type Asked, passwordDesk } from "./asked.ts";
import { dropDrafts } from "./drafts.ts";
import type { Permission } from "./permissions.ts";
import { useDialog } from "./use-dialog.ts";

/** `unknown`: not asked yet. `unreachable`: the gateway does not answer. */
export type SignedIn = Session | "unknown" | "unreachable" | null;

export interface SessionDesk {
  readonly session: SignedIn;
  /** The session ended while the page was open: the page stays, and the password is being asked for. */
  readonly ended: boolean;
  can(permission: Permission): boolean;
  signIn(username: string, password: string): Promise<void>;
  signOut(): Promise<void>;
  /** Takes a session that another request (setup, recovery, a new password) has made. */
  adopt(session: Session): void;
  /** Asks whoever is signed in for the password in a dialog; resolves to whether it was given. */
  askPassword(why: Asked): Promise<boolean>;
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

interface ProviderProps {
  readonly children: ReactNode;
  /** Keeps the page up to date until the signal aborts; runs while somebody is signed in. */
  readonly follow?: (signal: AbortSignal) => Promise<void>;
}

export function SessionProvider({ children, follow = live }: ProviderProps) {
  const [session, setSession] = useState<SignedIn>(knownEarly);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [desk] = useState(() => passwordDesk(setAsked));
  const account = accountOf(session);
  const PasswordDialog = useDialog(account !== null, asked !== null);
  const ended = asked === "ended";
  const hears = typeof session === "object" && session?.account.permissions.includes("latest.read") === true;

  const adopt = useCallback((next: Session | null) => {
    carryCsrf(next?.csrf ?? null);
    setSession(next);
  }, []);

  const forget = useCallback(() => {
    desk.settle(false);
    queryClient.clear();
    clearLive();
    adopt(null);
  }, [adopt, desk]);

  useEffect(() => {
    whenSignedOut(() => {
      if (account === null) adopt(null);
      else void desk.ask("ended");
    });
    whenGuardIsOld(async () => {
      const now = await call<Session>("GET", "/session");
      if (now.account.id !== account) return false;
      adopt(now);
      return true;
    });
  }, [account, adopt, desk]);

  useEffect(() => {
    if (session === "unknown")
      call<Session>("GET", "/session").then(adopt, (error: unknown) => setSession(missing(error)));
    if (session !== "unreachable") return;
    const timer = setTimeout(() => setSession("unknown"), 2000);
    return () => clearTimeout(timer);
  }, [session, adopt]);

  // What this page was not told of, it asks for.
  useEffect(() => followMissed(() => void (currentMissed() === null ? null : queryClient.invalidateQueries())), []);

  useEffect(() => {
    // Who may not see values and entries has nothing to follow.
    if (account === null || ended || (follow === live && !hears)) return;
    const stopping = new AbortController();
    void follow(stopping.signal);
    return () => stopping.abort();
  }, [account, ended, follow, hears]);

  const offered = useMemo<SessionDesk>(
    () => ({
      session,
      ended,
      can: (permission) => typeof session === "object" && session?.account.permissions.includes(permission) === true,
      signIn: async (username, password) => adopt(await call("POST", "/session", { body: { username, password } })),
      signOut: async () => {
        await call("DELETE", "/session");
        dropDrafts();
        forget();
      },
      adopt,
      askPassword: (why) => desk.ask(why),
    }),
    [session, ended, adopt, forget, desk],
  );
  const given = async (password: string) => {
    await offered.signIn(account ?? "", password);
    desk.settle(true);
    await queryClient.invalidateQueries();
  };
  return (
    <Desk.Provider value={offered}>
      {children}
      {asked === null || account === null || PasswordDialog === null ? null : (
        <PasswordDialog why={asked} account={account} given={given} leave={ended ? forget : () => desk.settle(false)} />
      )}
    </Desk.Provider>
  );
}

/** Who is signed in, where the gateway has said so before this code came. */
function knownEarly(): SignedIn {
  const session = earlyAnswer<Session>("/session");
  if (session === undefined) return "unknown";
  carryCsrf(session.csrf);
  return session;
}

function accountOf(session: SignedIn): string | null {
  return typeof session === "object" && session !== null ? session.account.id : null;
}

/** Nobody is signed in, or nobody answers. */
function missing(error: unknown): SignedIn {
  return error instanceof ApiProblem && error.body.status >= 400 && error.body.status < 500 ? null : "unreachable";
}
