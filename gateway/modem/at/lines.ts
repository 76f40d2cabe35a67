// Bytes of an AT port as lines, and the prompt that has no line end. Pure but for what is kept of an unfinished line.

/** No answer is longer; what is, is noise. */
const LONGEST = 4096;

export interface Lines {
  /** The lines that these bytes complete, without line ends and empty ones; `>` is the prompt. */
  take(bytes: Buffer): readonly string[];
}

/** Splits what a modem says. Control characters within a line are noise and go. */
export function lines(): Lines {
  let rest = "";
  return {
    take(bytes) {
      const pieces = (rest + bytes.toString("latin1")).split(/[\r\n]+/);
      rest = (pieces.pop() ?? "").slice(-LONGEST);
      const whole = pieces.map(clean).filter((line) => line !== "");
      // A prompt waits for us, so nothing comes after it (3GPP TS 27.005 §4.3).
      if (clean(rest) !== ">") return whole;
      rest = "";
      return [...whole, ">"];
    },
  };
}

function clean(piece: string): string {
  return piece.replace(/\p{Cc}/gu, "").trim();
}
