// The stream was answered, but not with a stream. Pure.

const TOO_MANY = 429;
const TROUBLE = 500;

export class StreamRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the stream was refused with status ${status}`);
    this.name = "StreamRefused";
    this.status = status;
  }

  /** True when asking later goes on where it was: the position holds, and nothing that happened meanwhile is passed over. */
  get isForNow(): boolean {
    return this.status === TOO_MANY || this.status >= TROUBLE;
  }
}
