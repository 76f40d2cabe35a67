// The voice of a post: sounds and reads each announcement, again and again while it stands, and tells the gateway what was really heard.
import type { Announcement, PostSound } from "#gateway/contract/duty.ts";

/** What was heard of an announcement. */
export interface Heard {
  readonly sound: PostSound;
  readonly spoken: boolean;
}

export interface VoiceParts {
  /** Time between two readings of the same. */
  readonly againMs: number;
  /** Within so long the gateway is told what is known, also of what still waits for its turn. */
  readonly tellWithinMs: number;
  state(): PostSound;
  /** Sounds once; resolves when it is over. */
  sound(severity: Announcement["severity"]): Promise<boolean>;
  speak(announcement: Announcement, began: (really: boolean) => void, signal: AbortSignal): Promise<void>;
  tell(announcement: Announcement, heard: Heard): void;
  /** True while something of this voice is to be heard. */
  hold(hold: boolean): void;
}

/** One announcement, also over a new start of the gateway, which counts from 1 again. */
export function announcementKey({ n, at }: Announcement): string {
  return `${at} ${n}`;
}

/** Which of these is to be read next at a moment, and when to look again; worst first, what was never read before what was. Pure. */
export function nextToSay(
  list: readonly Announcement[],
  saidAt: ReadonlyMap<string, number>,
  againMs: number,
  now: number,
): { readonly say: Announcement | null; readonly inMs: number | null } {
  const never = list.find((each) => !saidAt.has(announcementKey(each)));
  if (never !== undefined) return { say: never, inMs: 0 };
  const due = list
    .filter(({ standing }) => standing)
    .map((each) => ({ each, at: (saidAt.get(announcementKey(each)) ?? now) + againMs }))
    .sort((a, b) => a.at - b.at)[0];
  if (due === undefined) return { say: null, inMs: null };
  return due.at <= now ? { say: due.each, inMs: 0 } : { say: null, inMs: due.at - now };
}

/** Speaks from its making until it is stopped. */
export class Voice {
  readonly #parts: VoiceParts;
  readonly #saidAt = new Map<string, number>();
  readonly #told = new Map<string, ReturnType<typeof setTimeout> | null>();
  #list: readonly Announcement[] = [];
  #saying: { readonly key: string; readonly stop: AbortController } | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(parts: VoiceParts) {
    this.#parts = parts;
  }

  /** What is to be heard now, worst first; what is not among it falls silent at once. */
  set(list: readonly Announcement[]): void {
    this.#list = list;
    const keys = new Set(list.map(announcementKey));
    if (this.#saying !== null && !keys.has(this.#saying.key)) this.#saying.stop.abort();
    for (const key of this.#saidAt.keys()) if (!keys.has(key)) this.#saidAt.delete(key);
    for (const [key, timer] of this.#told) {
      if (keys.has(key)) continue;
      if (timer !== null) clearTimeout(timer);
      this.#told.delete(key);
    }
    for (const each of list) this.#promise(each);
    this.#parts.hold(list.length > 0);
    this.#go();
  }

  stop(): void {
    this.set([]);
  }

  /** The sound is on now: what could not be heard before is read and told of at once. */
  again(): void {
    this.#saidAt.clear();
    for (const timer of this.#told.values()) if (timer !== null) clearTimeout(timer);
    this.#told.clear();
    this.set(this.#list);
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
    this.#saying = { key, stop };
    const isHeard = await this.#parts.sound(announcement.severity);
    const state = this.#parts.state();
    if (state === "silent") this.#tell(announcement, { sound: state, spoken: false });
    // A browser that lets no sound through may still speak: what really happens is what counts.
    else
      await this.#parts.speak(
        announcement,
        (spoken) => this.#tell(announcement, { sound: isHeard ? "on" : this.#parts.state(), spoken }),
        stop.signal,
      );
    if (this.#list.some((each) => announcementKey(each) === key)) this.#saidAt.set(key, performance.now());
    this.#saying = null;
    this.#go();
  }

  /** Tells of one that waits for its turn what is known: the gateway takes the next road when it hears nothing. */
  #promise(announcement: Announcement): void {
    const key = announcementKey(announcement);
    if (this.#told.has(key)) return;
    const tell = () => this.#tell(announcement, { sound: this.#parts.state(), spoken: false });
    this.#told.set(key, setTimeout(tell, this.#parts.tellWithinMs));
  }

  #tell(announcement: Announcement, heard: Heard): void {
    const key = announcementKey(announcement);
    const timer = this.#told.get(key);
    if (timer == null) return;
    clearTimeout(timer);
    this.#told.set(key, null);
    this.#parts.tell(announcement, heard);
  }
}
