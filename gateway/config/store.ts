// The configuration in force. It follows the file, applies what is right, keeps what is running when the file is wrong,
// and starts from the last good version when told to.
import { dirname, resolve } from "node:path";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { CampusConfig } from "./campus.ts";
import { type Difference, difference } from "./diff.ts";
import type { DeviceCheck } from "./findings.ts";
import { type Look, look } from "./look.ts";
import { ConfigProblems, type Problem } from "./problem.ts";
import type { ProfileRegistry } from "./profiles.ts";
import { readCampus, versionOf } from "./read.ts";
import { openVersions, type Versions } from "./versions.ts";

/** How often the file is looked at (contract §2). */
const LOOK_EVERY_MS = 2000;

export interface ConfigStore extends AsyncDisposable {
  readonly current: CampusConfig;
  /** Where relative paths in the configuration start. */
  readonly folder: string;
  /** The problems of the file when the gateway started from the last good version instead; null once a right file was applied. */
  readonly degraded: readonly Problem[] | null;
  /** Called after `current` became `next`. */
  onApplied(listener: (next: CampusConfig, difference: Difference) => void): Disposable;
  /** Called once for each wrong content; what is running stays. */
  onRejected(listener: (problems: readonly Problem[]) => void): Disposable;
  /** Looks at the file now (SIGHUP). `rejected` also when this content was rejected before. */
  reload(): Promise<Outcome>;
}

export type Outcome = "same" | "applied" | "rejected";

export interface ConfigStoreOptions {
  readonly file: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Start from the newest good version when the file is wrong or missing. */
  readonly lastGood: boolean;
  readonly profiles: ProfileRegistry;
  /** Asks the drivers about their devices. Absent: nobody is asked. */
  readonly checkDevice?: DeviceCheck;
}

/** Reads the file and follows it. Throws ConfigProblems when there is nothing to start from. */
export async function openConfigStore(options: ConfigStoreOptions): Promise<ConfigStore> {
  const { file, clock } = options;
  const versions = await openVersions(options.dataDir);
  const first = judge(await look(file, null, clock, new AbortController().signal), options);
  if (first.is === "good") {
    const store = new FollowingStore(options, versions, first, null);
    await store.keep(first.bytes);
    return store.follow();
  }
  const good = options.lastGood ? await newestGood(versions, options) : null;
  if (good === null) throw new ConfigProblems(file, first.problems);
  return new FollowingStore(
    options,
    versions,
    { ...good, mark: first.mark, rejected: first.content },
    first.problems,
  ).follow();
}

type Verdict =
  | { readonly is: "good"; readonly config: CampusConfig; readonly bytes: Uint8Array; readonly mark: string }
  | {
      readonly is: "wrong";
      readonly problems: readonly Problem[];
      readonly content: string;
      readonly mark: string | null;
    };

/** What a look says; `content` tells one wrong content from another. */
function judge(seen: Look, { profiles, checkDevice }: ConfigStoreOptions): Verdict {
  if (seen.is === "unchanged") throw new TypeError("an unchanged file has nothing to judge");
  if (seen.is === "unreadable")
    return { is: "wrong", problems: [seen.problem], content: seen.problem.what, mark: null };
  const result = readCampus(seen.bytes, profiles, checkDevice);
  if (result.ok) return { is: "good", config: result.config, bytes: seen.bytes, mark: seen.mark };
  return { is: "wrong", problems: result.problems, content: versionOf(seen.bytes), mark: seen.mark };
}

/** The newest version that today's schema, profiles and drivers still accept. */
async function newestGood(
  versions: Versions,
  { profiles, checkDevice }: ConfigStoreOptions,
): Promise<{ config: CampusConfig } | null> {
  for await (const { bytes } of versions.newestFirst()) {
    const result = readCampus(bytes, profiles, checkDevice);
    if (result.ok) return { config: result.config };
  }
  return null;
}

interface Start {
  readonly config: CampusConfig;
  readonly mark: string | null;
  /** Content that has been reported as wrong already. */
  readonly rejected?: string;
}

class FollowingStore implements ConfigStore {
  readonly folder: string;
  readonly #options: ConfigStoreOptions;
  readonly #versions: Versions;
  readonly #applied = new Set<(next: CampusConfig, difference: Difference) => void>();
  readonly #rejected = new Set<(problems: readonly Problem[]) => void>();
  readonly #stop = new AbortController();
  #timer: Disposable | null = null;
  #current: CampusConfig;
  #degraded: readonly Problem[] | null;
  #mark: string | null;
  #rejectedContent: string | null;
  /** The look under way: looks never overlap. */
  #looking: Promise<unknown> = Promise.resolve();

  constructor(options: ConfigStoreOptions, versions: Versions, start: Start, degraded: readonly Problem[] | null) {
    this.folder = dirname(resolve(options.file));
    this.#options = options;
    this.#versions = versions;
    this.#current = start.config;
    this.#mark = start.mark;
    this.#rejectedContent = start.rejected ?? null;
    this.#degraded = degraded;
  }

  /** Looks at the file every so often from now on. */
  follow(): this {
    let looking = false;
    this.#timer = this.#options.clock.every(LOOK_EVERY_MS, () => {
      if (looking) return;
      looking = true;
      this.reload()
        .catch((error: unknown) =>
          this.#options.log.error({ error: messageOf(error) }, "looking at campus.yaml failed"),
        )
        .finally(() => {
          looking = false;
        });
    });
    return this;
  }

  get current(): CampusConfig {
    return this.#current;
  }

  get degraded(): readonly Problem[] | null {
    return this.#degraded;
  }

  onApplied(listener: (next: CampusConfig, difference: Difference) => void): Disposable {
    this.#applied.add(listener);
    return { [Symbol.dispose]: () => this.#applied.delete(listener) };
  }

  onRejected(listener: (problems: readonly Problem[]) => void): Disposable {
    this.#rejected.add(listener);
    return { [Symbol.dispose]: () => this.#rejected.delete(listener) };
  }

  reload(): Promise<Outcome> {
    const looked = this.#looking.then(() => this.#look());
    this.#looking = looked.catch(() => undefined);
    return looked;
  }

  /** Keeps a good version. A full disk does not stop the campus: the configuration is in force all the same. */
  async keep(bytes: Uint8Array): Promise<void> {
    try {
      await this.#versions.keep(bytes, this.#options.clock.now());
    } catch (error) {
      this.#options.log.error({ error: messageOf(error) }, "the good version of campus.yaml could not be kept");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer?.[Symbol.dispose]();
    this.#stop.abort();
    await this.#looking;
  }

  async #look(): Promise<Outcome> {
    const unchanged = () => (this.#rejectedContent === null ? "same" : "rejected");
    const seen = await look(this.#options.file, this.#mark, this.#options.clock, this.#stop.signal);
    if (this.#stop.signal.aborted || seen.is === "unchanged") return unchanged();
    const verdict = judge(seen, this.#options);
    this.#mark = verdict.mark;
    if (verdict.is === "wrong") return this.#reject(verdict.problems, verdict.content);
    this.#rejectedContent = null;
    // The file that is as the last good version again is told too: what was wrong about it is over.
    if (verdict.config.version === this.#current.version && this.#degraded === null) return "same";
    const changes = difference(this.#current, verdict.config);
    this.#current = verdict.config;
    this.#degraded = null;
    await this.keep(verdict.bytes);
    this.#tell(this.#applied, (listener) => listener(verdict.config, changes));
    return "applied";
  }

  #reject(problems: readonly Problem[], content: string): Outcome {
    if (this.#rejectedContent === content) return "rejected";
    this.#rejectedContent = content;
    this.#tell(this.#rejected, (listener) => listener(problems));
    return "rejected";
  }

  /** One listener that throws must not keep the others from hearing it. */
  #tell<L>(listeners: ReadonlySet<L>, call: (listener: L) => void): void {
    for (const listener of [...listeners]) {
      try {
        call(listener);
      } catch (error) {
        this.#options.log.error({ error: messageOf(error) }, "a part of the gateway failed to take the configuration");
      }
    }
  }
}
