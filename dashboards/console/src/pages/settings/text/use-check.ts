// Has a text checked by the gateway a moment after the last letter was typed.
import { useEffect, useState } from "react";
import type { ConfigDifference } from "#gateway/contract/config.ts";
import { ApiProblem, call } from "../../../api/http.ts";
import type { ConfigProblem } from "../change/config.ts";

export interface Checked {
  readonly text: string;
  readonly problems: readonly ConfigProblem[];
  readonly difference: ConfigDifference | null;
}

const AFTER_MS = 500;

/** The newest answer, for whatever text it is; `problem` when the gateway could not check. */
export function useCheck(
  text: string,
  wanted: boolean,
): { readonly checked: Checked | null; readonly problem: ApiProblem | null } {
  const [checked, setChecked] = useState<Checked | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const stopping = new AbortController();
    const timer = setTimeout(() => {
      call<Omit<Checked, "text">>("POST", "/config/check", { body: { text }, signal: stopping.signal }).then(
        (answer) => {
          setChecked({ text, ...answer });
          setProblem(null);
        },
        (error: unknown) => {
          if (!stopping.signal.aborted && error instanceof ApiProblem) setProblem(error);
        },
      );
    }, AFTER_MS);
    return () => {
      clearTimeout(timer);
      stopping.abort();
    };
  }, [text, wanted]);
  return { checked, problem };
}
