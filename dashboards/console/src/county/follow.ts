// Keeps the county's pages up to date: the stream says that something changed, and what is on screen is asked for again.
import { queryClient } from "../api/queries.ts";
import { beforeAgain, readLine, setLine } from "../live/line.ts";
import { endingOf } from "../live/missed.ts";
import type { StreamMessage } from "../live/stream.ts";

/** Of hundreds of campuses something changes all the time. */
const TOGETHER_MS = 1000;
/** What alarms and connections change; courses and lists of what happened are asked for now and then by their pages. */
const URGENT = /^\/(alarms|campuses)(\?|$)|^\/campuses\/[^/]+(\/alarms)?(\?|$)/;

const asking = { now: false, again: false };

/** Follows until `signal` aborts, however often the line breaks. */
export async function followCounty(signal: AbortSignal): Promise<void> {
  let stopping = false;
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      stopping = false;
      const opened = () => {
        tries = 0;
      };
      const message = (each: StreamMessage) => {
        if (each.event === "changed") askAgain();
        stopping = each.event === "end" && endingOf(each.data) === "stopping";
      };
      await readLine("/api/v1/stream", { id: null }, { opened, message }, signal);
    } catch {
      // Told by the bar: nothing is known from here on.
      stopping = false;
    }
    if (signal.aborted) return;
    setLine({ state: "broken", since: Date.now(), ...(stopping ? { stopping } : {}) });
    await beforeAgain(tries, signal);
  }
}

function askAgain(): void {
  asking.again = true;
  if (asking.now) return;
  asking.now = true;
  void askUntilDone().finally(() => {
    asking.now = false;
  });
}

/** One round after another while things change. A slow answer is waited for: asked anew each time, it would never come. */
async function askUntilDone(): Promise<void> {
  const filter = { predicate: ({ queryKey: [path] }: { queryKey: readonly unknown[] }) => URGENT.test(String(path)) };
  while (asking.again) {
    await new Promise((resolve) => setTimeout(resolve, TOGETHER_MS));
    // An answer that is on its way already may be older than the change.
    asking.again = queryClient.isFetching(filter) > 0;
    await queryClient.invalidateQueries(filter, { cancelRefetch: false });
  }
}
