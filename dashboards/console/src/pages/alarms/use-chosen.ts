// The chosen line of the desk: it moves with each key at once, and the address follows when the fingers rest.
import { useCallback, useEffect, useRef, useState } from "react";

const REST_MS = 200;

/** `named` is what the address says; a link that changes it counts, and what was written here does not come back as news. */
export function useChosen(
  named: string | null,
  write: (key: string | null) => void,
): readonly [key: string | null, choose: (key: string | null) => void] {
  const [key, setKey] = useState(named);
  const written = useRef(named);
  const writing = useRef(write);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    writing.current = write;
  });
  const stop = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  }, []);
  useEffect(() => stop, [stop]);
  useEffect(() => {
    if (named === written.current) return;
    stop();
    written.current = named;
    setKey(named);
  }, [named, stop]);
  const choose = useCallback(
    (next: string | null) => {
      setKey(next);
      stop();
      timer.current = setTimeout(() => {
        written.current = next;
        writing.current(next);
      }, REST_MS);
    },
    [stop],
  );
  return [key, choose];
}
