// Turns at something that only one can use at a time, in the order in which they were asked for.

/** A turn, held until it is disposed; null: `signal` was aborted before it came. */
export type TakeTurn = (signal: AbortSignal) => Promise<Disposable | null>;

export function turns(): TakeTurn {
  let last: Promise<void> = Promise.resolve();
  return async (signal) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = last;
    last = before.then(() => promise);
    const aborted = Promise.withResolvers<void>();
    const onAbort = () => aborted.resolve();
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    await Promise.race([before, aborted.promise]);
    signal.removeEventListener("abort", onAbort);
    if (!signal.aborted) return { [Symbol.dispose]: resolve };
    resolve();
    return null;
  };
}
