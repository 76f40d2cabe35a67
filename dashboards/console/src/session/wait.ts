// The wait that the gateway imposes after too many wrong passwords, counted down on screen.
import { useEffect, useState } from "react";
import type { ApiProblem } from "../api/http.ts";

/** Seconds left to wait after this problem; 0 when trying is possible. */
export function useWait(problem: ApiProblem | null): number {
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(0);
  useEffect(() => {
    const seconds = problem?.retryAfter ?? null;
    if (seconds === null) return;
    const end = performance.now() + seconds * 1000;
    setUntil(end);
    setNow(performance.now());
    const timer = setInterval(() => {
      setNow(performance.now());
      if (performance.now() >= end) clearInterval(timer);
    }, 500);
    return () => clearInterval(timer);
  }, [problem]);
  return Math.max(0, Math.ceil((until - now) / 1000));
}
