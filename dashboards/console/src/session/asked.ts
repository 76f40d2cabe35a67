// The one question for the password that may be open at a time: whoever asks meanwhile waits for the same answer.

/** `ended`: nobody is signed in any more. `fresh`: the act needs a password given lately. `soon`: the session ends in a few minutes. */
export type Asked = "ended" | "fresh" | "soon";

export interface PasswordDesk {
  /** Resolves to true when the password was given, to false when whoever was asked declined. */
  ask(why: Asked): Promise<boolean>;
  settle(given: boolean): void;
}

/** `show` is called with the question to show, and with null when it is answered. */
export function passwordDesk(show: (why: Asked | null) => void): PasswordDesk {
  let open: { readonly answer: Promise<boolean>; readonly resolve: (given: boolean) => void } | null = null;
  return {
    ask(why) {
      // A session that ended meanwhile is the stronger reason.
      if (open === null || why === "ended") show(why);
      if (open === null) {
        let resolve: (given: boolean) => void = () => undefined;
        const answer = new Promise<boolean>((settle) => {
          resolve = settle;
        });
        open = { answer, resolve };
      }
      return open.answer;
    },
    settle(given) {
      open?.resolve(given);
      open = null;
      show(null);
    },
  };
}
