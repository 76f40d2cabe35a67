// The dialog for the password comes when the page has nothing else to do: the first page is drawn without its form, and it is there
// when a session ends in the middle of something.
import { type ComponentType, useEffect, useState } from "react";
import type { PasswordQuestion } from "./password-dialog.tsx";

/** Null until it has come. What did not come is asked for again with the next question. */
export function useDialog(signedIn: boolean, asked: boolean): ComponentType<PasswordQuestion> | null {
  const [Dialog, setDialog] = useState<ComponentType<PasswordQuestion> | null>(null);
  const missing = Dialog === null && (signedIn || asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each question is a new try
  useEffect(() => {
    if (!missing) return;
    const waiting = requestIdleCallback(() => {
      import("./password-dialog.tsx").then(
        ({ PasswordDialog }) => setDialog(() => PasswordDialog),
        () => undefined,
      );
    });
    return () => cancelIdleCallback(waiting);
  }, [missing, asked]);
  return Dialog;
}
