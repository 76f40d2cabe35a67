// The words of a roster: posts, the persons who can stand there, the shifts that repeat, and what is different on single days. Pure.
import type { Shift } from "../../contract/duty.ts";

export { SHIFT_DAYS, type Shift, type ShiftDays } from "../../contract/duty.ts";

/** On one day a shift is held by others than the rotation says (换班), or by nobody. */
export interface Swap {
  readonly shift: string;
  /** The day the shift begins on. */
  readonly day: string;
  readonly persons: readonly string[];
}

export interface Roster {
  readonly shifts: readonly Shift[];
  readonly swaps: readonly Swap[];
}

/** One shift of one day. */
export interface Turn {
  readonly shift: string;
  /** The shift's name. */
  readonly name: string;
  readonly post: string;
  readonly day: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly persons: readonly string[];
  readonly isSwapped: boolean;
}
