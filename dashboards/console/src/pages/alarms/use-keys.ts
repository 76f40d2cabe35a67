// Letters pressed outside of fields and dialogs act on what is chosen.
import { useEffect, useRef } from "react";

const FIELDS = "input, textarea, select, [contenteditable], [role=dialog], [role=combobox], [role=listbox]";
/** Enter already presses these. */
const PRESSED_BY_ENTER = "button, a, [role=button], [role=radio]";

/** Calls `act` with the key in lower case (`enter` too); true when it did something with it. */
export function useKeys(act: (key: string) => boolean): void {
  const newest = useRef(act);
  useEffect(() => {
    newest.current = act;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const { key, target, ctrlKey, metaKey, altKey } = event;
      if (ctrlKey || metaKey || altKey || event.defaultPrevented) return;
      const at = target instanceof HTMLElement ? target : null;
      if (at?.closest(FIELDS)) return;
      if (key === "Enter" && at?.closest(PRESSED_BY_ENTER)) return;
      if (newest.current(key.toLowerCase())) event.preventDefault();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}
