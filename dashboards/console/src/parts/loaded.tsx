// The four states of something that is read: loading, error, nothing there, there.
import type { UseQueryResult } from "@tanstack/react-query";
import { Empty, Skeleton } from "antd";
import type { ReactNode } from "react";
import type { ApiProblem } from "../api/http.ts";
import { useTexts } from "../i18n/texts.ts";
import { ProblemPanel } from "./problem.tsx";
import { partTexts } from "./texts.ts";

interface Props<Answer> {
  readonly query: UseQueryResult<Answer, ApiProblem>;
  readonly empty?: (answer: Answer) => boolean;
  /** What to do when nothing is there; absent: a plain sentence. */
  readonly nothing?: ReactNode;
  readonly children: (answer: Answer) => ReactNode;
}

/** An answer that came before stays on screen under the error of a later try. */
export function Loaded<Answer>({ query, empty, nothing, children }: Props<Answer>) {
  const say = useTexts(partTexts);
  const { data, error } = query;
  const problem = error === null ? null : <ProblemPanel problem={error} retry={() => void query.refetch()} />;
  if (data === undefined) return problem ?? <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  return (
    <>
      {problem}
      {empty?.(data) === true ? (nothing ?? <Empty description={say("nothing")} />) : children(data)}
    </>
  );
}
