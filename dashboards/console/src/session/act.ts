// One act of a form: busy while it runs, and the gateway's problem when it was refused.
import { useCallback, useState } from "react";
import { ApiProblem } from "../api/http.ts";

export interface Act {
  readonly busy: boolean;
  readonly problem: ApiProblem | null;
  /** Runs the act; resolves to whether it succeeded. */
  run(act: () => Promise<void>): Promise<boolean>;
}

export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const run = useCallback(async (act: () => Promise<void>) => {
    setBusy(true);
    try {
      await act();
      setProblem(null);
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  return { busy, problem, run };
}
