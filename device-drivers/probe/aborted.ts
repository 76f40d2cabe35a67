// Stopping to wait when nobody wants the answer any more.

/** Does the work when `signal` aborts, at once if it has; not any more after it is disposed of. */
export function onAborted(signal: AbortSignal, work: () => void): Disposable {
  if (signal.aborted) work();
  else signal.addEventListener("abort", work, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener("abort", work) };
}
