// The voice of a post: sounds and reads each announcement, again and again while it stands, and tells the gateway what was really heard and
// what still waits for its turn.
import type { Announcement, Heard, PostSound } from "#gateway/contract/duty.ts";
import { announcementKey, breaksOff, nextToSay } from "./turns.ts";

export interface VoiceParts {
  /** Time between two readings of the same. */
  readonly againMs: number;
  /** So often the gateway is told of what waits for its turn; without a word it takes the next road. */
  readonly renewMs: number;
  state(): PostSound;
  /** Sounds once; resolves when it is over. */
  sound(severity: Announcement["severity"]): Promise<boolean>;
  speak(announcement: Announcement, began: (really: boolean) => void, signal: AbortSignal): Promise<void>;
  tell(announcement: Announcement, heard: Heard): void;
  /** True while something of this voice is to be heard. */
  hold(hold: boolean): void;
  /** What is read now, and what was never read and waits, by key. */
  show(reading: Reading): void;
}

export interface Reading {
  readonly now: string | null;
  readonly waiting: ReadonlySet<string>;
}

interface Saying {
  readonly announcement: Announcement;
  readonly key: string;
  /** It was read before. */
  readonly isAgain: boolean;
  readonly stop: AbortController;
}

/** Speaks from its making until it is stopped. */
export class Voice {
  readonly #parts: VoiceParts;
  readonly #saidAt = new Map<string, number>();
  /** What the gateway knows the end of. */
  readonly #told = new Set<string>();
  #list: readonly Announcement[] = [];
  #saying: Saying | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #renewing: ReturnType<typeof setInterval> | null = null;

  constructor(parts: VoiceParts) {
    this.#parts = parts;
  }

  /** What is to be heard now; what is not among it falls silent at once. */
  set(list: readonly Announcement[]): void {
    const keys = new Set(list.map(announcementKey));
    // Made quiet here before its turn: nobody hears it any more.
    for (const each of this.#list)
      if (!keys.has(announcementKey(each))) this.#tell(each, { sound: "silent", spoken: false });
    this.#take(list, keys);
    this.#renew(false);
  }

  stop(): void {
    this.#take([], new Set());
  }

  /** The sound is on now: what could not be heard before is read and told of at once. */
  again(): void {
    this.#saidAt.clear();
    this.#told.clear();
    this.set(this.#list);
  }

  #take(list: readonly Announcement[], keys: ReadonlySet<string>): void {
    this.#list = list;
    for (const key of this.#saidAt.keys()) if (!keys.has(key)) this.#saidAt.delete(key);
    for (const key of this.#told) if (!keys.has(key)) this.#told.delete(key);
    this.#parts.hold(list.length > 0);
    const saying = this.#saying;
    if (
      saying !== null &&
      (!keys.has(saying.key) || breaksOff(saying.announcement, saying.isAgain, list, this.#saidAt))
    )
      saying.stop.abort();
    this.#go();
    this.#show();
    if (this.#renewing !== null) clearInterval(this.#renewing);
    this.#renewing = list.length === 0 ? null : setInterval(() => this.#renew(true), this.#parts.renewMs);
  }

  #go(): void {
    if (this.#saying !== null) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const { say, inMs } = nextToSay(this.#list, this.#saidAt, this.#parts.againMs, performance.now());
    if (say !== null) void this.#say(say);
    else if (inMs !== null) this.#timer = setTimeout(() => this.#go(), inMs);
  }

  async #say(announcement: Announcement): Promise<void> {
    const key = announcementKey(announcement);
    const stop = new AbortController();
    const isAgain = this.#saidAt.has(key);
    this.#saying = { announcement, key, isAgain, stop };
    this.#show();
    const isHeard = await this.#parts.sound(announcement.severity);
    const state = this.#parts.state();
    if (state === "silent") this.#tell(announcement, { sound: state, spoken: false });
    // A browser that lets no sound through may still speak: what really happens is what counts.
    else if (!stop.signal.aborted)
      await this.#parts.speak(
        announcement,
        (spoken) => {
          // Broken off before its first word, it has not been heard: it is read again.
          if (spoken || !stop.signal.aborted)
            this.#tell(announcement, { sound: isHeard ? "on" : this.#parts.state(), spoken });
        },
        stop.signal,
      );
    // What was broken off at its first reading is read again from its beginning.
    const isRead = isAgain || !stop.signal.aborted;
    if (isRead && this.#list.some((each) => announcementKey(each) === key)) this.#saidAt.set(key, performance.now());
    this.#saying = null;
    this.#go();
    this.#show();
  }

  /** Tells what waits that it waits, and at once what cannot be heard at all. `all`: also what is about to begin. */
  #renew(all: boolean): void {
    const sound = this.#parts.state();
    for (const each of this.#list) {
      const key = announcementKey(each);
      if (this.#told.has(key) || (!all && this.#saying?.key === key)) continue;
      if (sound === "on") this.#parts.tell(each, { sound, spoken: false, waiting: true });
      else this.#tell(each, { sound, spoken: false });
    }
  }

  #show(): void {
    const now = this.#saying?.key ?? null;
    const waiting = this.#list.map(announcementKey).filter((key) => key !== now && !this.#saidAt.has(key));
    this.#parts.show({ now, waiting: new Set(waiting) });
  }

  #tell(announcement: Announcement, heard: Heard): void {
    const key = announcementKey(announcement);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#parts.tell(announcement, heard);
  }
}
