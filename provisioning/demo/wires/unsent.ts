// Messages that the gateway has not acknowledged yet, oldest first. A message keeps its bytes, and so its seq and eid, however
// often it is sent; that is what lets the gateway tell a repeat from a new message.

export interface Message {
  readonly topic: string;
  readonly payload: string;
}

/** Four hours at one message in ten seconds: as much as a small real device could keep. */
const CAPACITY = 1_440;

export class Unsent {
  readonly #messages: Message[] = [];
  #dropped = 0;

  /** How many were given up because there was no room. */
  get dropped(): number {
    return this.#dropped;
  }

  get length(): number {
    return this.#messages.length;
  }

  /** The one to send next; it stays until it is acknowledged. */
  first(): Message | undefined {
    return this.#messages[0];
  }

  add(message: Message): void {
    this.#messages.push(message);
    if (this.#messages.length <= CAPACITY) return;
    this.#messages.shift();
    this.#dropped += 1;
  }

  /** Takes a message out after its PUBACK; does nothing if it was given up meanwhile. */
  acknowledged(message: Message): void {
    if (this.#messages[0] === message) this.#messages.shift();
  }
}
