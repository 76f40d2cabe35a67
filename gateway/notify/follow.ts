// The shapes of following the journal, as gateway/consumers/loop.ts has them: this part does not import that one.
import type { Fresh } from "../journal/record.ts";

export interface Consumer {
  readonly name: string;
  take(records: readonly Fresh[], signal: AbortSignal): Promise<void>;
}

export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

export interface RunningConsumer extends AsyncDisposable {
  lag(): { readonly consumer: string; readonly entries: number; readonly seconds: number };
}
