// Acts that need a password given lately: the person is asked for it in a dialog, and the act is done again; nothing typed is lost.
import { useCallback } from "react";
import { ApiProblem } from "../api/http.ts";
import { useSession } from "./session.tsx";

/**
 * `const run = useWithFreshSignIn(); await run(() => call("POST", …))`: when the gateway wants the password again (or the session
 * ended), asks for it and repeats the act once. Throws the gateway's ApiProblem when the password is not given.
 */
export function useWithFreshSignIn(): <Answer>(act: () => Promise<Answer>) => Promise<Answer> {
  const { askPassword } = useSession();
  return useCallback(
    async (act) => {
      try {
        return await act();
      } catch (error) {
        const why = error instanceof ApiProblem ? wanted(error.code) : null;
        if (why === null || !(await askPassword(why))) throw error;
        return await act();
      }
    },
    [askPassword],
  );
}

function wanted(code: string): "fresh" | "ended" | null {
  if (code === "re-sign-in-required") return "fresh";
  return code === "sign-in-required" ? "ended" : null;
}
