// Reading the API from components: one cached query per path, and changes that refresh what they touched.
import { QueryClient, type UseQueryResult, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiProblem, call, earlyAnswer } from "./http.ts";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; only silence is asked again.
      retry: (count, error) => error instanceof ApiProblem && error.code === "no-answer" && count < 3,
      staleTime: 10_000,
      refetchOnWindowFocus: true,
    },
  },
});

/**
 * The answer to GET `path`; `refresh` asks again every so many milliseconds. `whole`: each answer is taken as it is, for those with so many
 * parts that comparing them with the answer before costs more than drawing them.
 */
export function useGet<Answer>(
  path: string,
  options: { readonly refresh?: number; readonly enabled?: boolean; readonly whole?: boolean } = {},
): UseQueryResult<Answer, ApiProblem> {
  return useQuery<Answer, ApiProblem>({
    queryKey: [path],
    queryFn: ({ signal }) => call<Answer>("GET", path, { signal }),
    initialData: () => earlyAnswer<Answer>(path),
    ...(options.refresh === undefined ? {} : { refetchInterval: options.refresh }),
    ...(options.whole === true ? { structuralSharing: false } : {}),
    ...(options.enabled === undefined ? {} : { enabled: options.enabled }),
  });
}

/** A change; afterwards every cached answer below one of `touches` is asked again. */
export function useChange<Input, Answer>(act: (input: Input) => Promise<Answer>, touches: readonly string[]) {
  const client = useQueryClient();
  return useMutation<Answer, ApiProblem, Input>({
    mutationFn: act,
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [path] }) => touches.some((t) => String(path).startsWith(t)),
      }),
  });
}
