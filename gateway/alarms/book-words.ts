// What goes into the book of alarms and what comes out of it.
import type { AlarmState } from "./alarm.ts";
import type { Former } from "./former.ts";
import type { PresentOf } from "./present.ts";
import type { NumberedOutput } from "./store.ts";
import type { Watch } from "./watches.ts";

/** What a save must hold; handed back when it is on disk. */
export interface Draft {
  readonly alarms: readonly AlarmState[];
  /** Forgotten, and how often they were raised. */
  readonly gone: Former;
  readonly outputs: readonly NumberedOutput[];
}

/** What is watched now, and why an alarm that is not watched any more ends. */
export interface Plan {
  readonly watches: ReadonlyMap<string, Watch>;
  readonly reasonGone: (state: AlarmState) => string;
  /** True: the device answers now; of one that never did nobody expects it. */
  readonly isOnline: (device: string) => boolean;
  readonly present: PresentOf;
}

/** A change that can be taken back until it is saved; false: it is saved, or was changed again. */
export interface Acted {
  readonly state: AlarmState;
  undo(): boolean;
}
