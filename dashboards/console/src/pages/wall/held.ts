// The turns of the large screen stand still while somebody acts on it, so that nothing slips away under a finger, and go on by themselves.
import { useEffect, useState } from "react";

/** After the last touch or key. */
const STILL_MS = 20_000;
const SIGNS = ["pointerdown", "keydown"] as const;

/** True while this screen was touched a moment ago. */
export function useTouched(): boolean {
  const [touched, setTouched] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const touch = () => {
      setTouched(true);
      clearTimeout(timer);
      timer = setTimeout(() => setTouched(false), STILL_MS);
    };
    for (const sign of SIGNS) addEventListener(sign, touch, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const sign of SIGNS) removeEventListener(sign, touch);
    };
  }, []);
  return touched;
}

/** The value as it was when holding began, while it is held. */
export function useHeld<Value>(value: Value, isHeld: boolean): Value {
  const [kept, setKept] = useState(value);
  useEffect(() => {
    if (!isHeld) setKept(value);
  }, [value, isHeld]);
  return isHeld ? kept : value;
}
