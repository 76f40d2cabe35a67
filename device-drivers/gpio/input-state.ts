// What an input is, from the edges of its pin: debounced, counted, latched; and what a poll tells of it, so that nothing that happened
// between two polls is lost. Pure. Times are milliseconds of one rising clock.

export interface InputState {
  /** The pin, as it counts: true is active. */
  readonly pin: boolean;
  readonly pinSinceMs: number;
  /** The pin without its bouncing. */
  readonly active: boolean;
  /** Times it became active since the driver took the line. */
  readonly pulses: number;
  /** True from an activity on until `resetLatch`. */
  readonly latched: boolean;
  /** When the newest activity began that no poll has told; null: all are told. */
  readonly beganMs: number | null;
  /** When the newest change was that no poll has told. */
  readonly changedMs: number | null;
  /** True: edges came that nobody could count. */
  readonly missed: boolean;
  /** The time of what was told last; later polls tell nothing from before it. */
  readonly toldMs: number;
}

/** A line that was just taken. One that is active already has become so: it is told, and latched, but it is no counted pulse. */
export function firstState(active: boolean, atMs: number): InputState {
  return {
    pin: active,
    pinSinceMs: atMs,
    active,
    pulses: 0,
    latched: active,
    beganMs: null,
    changedMs: null,
    missed: false,
    toldMs: atMs,
  };
}

/** Takes note of the level of the pin; also of one that no edge explains, and of edges that come twice. */
export function withEdge(state: InputState, pin: boolean, atMs: number, debounceMs: number): InputState {
  // Edges come in order; their times may differ by what one clock is mistaken about the other.
  const pinSinceMs = Math.max(atMs, state.pinSinceMs);
  const settled = settledAt(state, pinSinceMs, debounceMs);
  return pin === settled.pin ? settled : { ...settled, pin, pinSinceMs };
}

/** Edges were too many to be counted, or were lost before they came here. */
export function withMissed(state: InputState): InputState {
  return { ...state, missed: true };
}

/** The state at a time: a level that has lasted long enough counts from the edge on that began it. */
export function settledAt(state: InputState, nowMs: number, debounceMs: number): InputState {
  const { pin, pinSinceMs, active } = state;
  if (pin === active || nowMs - pinSinceMs < debounceMs) return state;
  if (!pin) return { ...state, active: false, changedMs: pinSinceMs };
  return {
    ...state,
    active: true,
    changedMs: pinSinceMs,
    beganMs: pinSinceMs,
    pulses: state.pulses + 1,
    latched: true,
  };
}

/** The latch let go; it holds while the input is active. */
export function resetLatch(state: InputState): InputState {
  return { ...state, latched: state.active };
}

export interface Told {
  readonly active: boolean;
  /** When it was so: the time of the edge where there was one. */
  readonly atMs: number;
  readonly pulses: number;
  readonly latched: boolean;
  readonly missed: boolean;
}

/**
 * What a poll tells, and the state with it told. An activity that began since the poll before is told even if it is over: its end is
 * then told by the next poll, with its own time.
 */
export function told(state: InputState, nowMs: number): readonly [Told, InputState] {
  const { active, beganMs, changedMs, pin, pinSinceMs, pulses, latched, missed } = state;
  const isOver = beganMs !== null && !active;
  // While the pin bounces, what is told is known only up to where that began.
  const at = beganMs ?? changedMs ?? (pin === active ? nowMs : pinSinceMs);
  const atMs = Math.min(nowMs, Math.max(at, state.toldMs));
  return [
    { active: active || isOver, atMs, pulses, latched, missed },
    { ...state, beganMs: null, changedMs: isOver ? changedMs : null, missed: false, toldMs: atMs },
  ];
}
