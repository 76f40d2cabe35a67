// How a modem hears and speaks: echo, command lines, the prompt and what ends it, one command after the other, and what goes wrong on the way.

export interface AtLine {
  /** What came from the port. */
  take(text: string): void;
  /** A line that nobody asked for. */
  tell(line: string): void;
  echo: boolean;
  /** Nothing is heard or answered. */
  isStuck: boolean;
  /** Done to the next answer: bytes before it, only its first half, or none of it. */
  spoil: "noise" | "half" | "silence" | null;
}

/** A command, its lines, and what ends it; `prompt` asks for a body first. */
export type Answer =
  | { readonly lines: readonly string[]; readonly end: string }
  | { readonly prompt: (body: string | null) => Promise<Answer> };

const CTRL_Z = "\u001a";
const ESCAPE = "\u001b";

export function atLine(send: (text: string) => void, obey: (command: string) => Promise<Answer>): AtLine {
  let pending = "";
  let prompted: ((body: string | null) => void) | null = null;
  let busy: Promise<void> = Promise.resolve();

  const line: AtLine = {
    echo: true,
    isStuck: false,
    spoil: null,
    take(text) {
      if (line.isStuck) return;
      for (const character of text) {
        if (prompted !== null) body(character);
        else command(character);
      }
    },
    tell(text) {
      if (!line.isStuck) send(`\r\n${text}\r\n`);
    },
  };

  function command(character: string): void {
    if (line.echo) send(character);
    if (character !== "\r") {
      if (character !== "\n" && character !== ESCAPE) pending += character;
      return;
    }
    const asked = pending.trim();
    pending = "";
    if (asked !== "") busy = busy.then(async () => respond(await obey(asked)));
  }

  function body(character: string): void {
    if (character === CTRL_Z || character === ESCAPE) {
      const given = character === ESCAPE ? null : pending;
      pending = "";
      prompted?.(given);
      prompted = null;
    } else if (character !== "\r" && character !== "\n") pending += character;
  }

  async function respond(answer: Answer): Promise<void> {
    if (!("prompt" in answer)) return say(answer);
    const { promise, resolve } = Promise.withResolvers<string | null>();
    prompted = resolve;
    if (!line.isStuck) send("\r\n> ");
    await respond(await answer.prompt(await promise));
  }

  function say({ lines, end }: { readonly lines: readonly string[]; readonly end: string }): void {
    const text = [...lines, end].map((each) => `\r\n${each}\r\n`).join("");
    const how = line.spoil;
    line.spoil = null;
    if (line.isStuck || how === "silence") return;
    if (how === "noise") send(`\u0000\u00ff~x${text}`);
    else send(how === "half" ? text.slice(0, text.length / 2) : text);
  }

  return line;
}
