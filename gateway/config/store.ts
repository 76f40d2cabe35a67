// The configuration in force. It follows the file, applies what is right, keeps what is running when the file is wrong,
// starts from the last good version when told to, and changes the file for whoever names the version that was changed.
import { dirname, resolve } from "node:path";
import type { Clock } from "../kit/clock.ts";
import { type GatewayError, messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { type AppliedListener, tellApplied } from "./applied.ts";
import type { CampusConfig } from "./campus.ts";
import { difference } from "./diff.ts";
import { briefly, type Changes, changesOf } from "./edit/changes.ts";
import { configChanged, replaceFile } from "./edit/replace-file.ts";
import type { DeviceCheck } from "./findings.ts";
import { look, markOf } from "./look.ts";
import { ConfigProblems, type Problem } from "./problem.ts";
import type { ProfileRegistry } from "./profiles.ts";
import { type ReadResult, readCampus, versionOf } from "./read.ts";
import { judge, newestGood } from "./verdict.ts";
import { type GoodVersion, openVersions, type Versions } from "./versions.ts";

/** How often the file is looked at (contract §2). */
const LOOK_EVERY_MS = 2000;
/** Whoever changed the file is told at the latest after this; parts that take longer take it over all the same. */
const IN_FORCE_PATIENCE_MS = 10_000;

export interface ConfigStore extends AsyncDisposable {
  readonly current: CampusConfig;
  /** Where relative paths in the configuration start. */
  readonly folder: string;
  /** The problems of the file when the gateway started from the last good version instead; null once a right file was applied. */
  readonly degraded: readonly Problem[] | null;
  /** The bytes in force, since when, and who made them: an account, `file` or `start`. */
  readonly running: Running;
  /** The file as it was last seen; `bytes` is null while it cannot be read. */
  readonly disk: Disk;
  /**
   * Called after `current` became `next`; `by` is an account or `file`. What it returns is waited for by `change`; what it throws is said to
   * whoever changed the file.
   */
  onApplied(listener: AppliedListener): Disposable;
  /** Called once for each wrong content; what is running stays. */
  onRejected(listener: (problems: readonly Problem[]) => void): Disposable;
  /** Looks at the file now (SIGHUP). `rejected` also when this content was rejected before. */
  reload(): Promise<Outcome>;
  /**
   * Replaces the file and resolves when the new content is in force. Throws `config-changed` when the file is not `version` any more,
   * ConfigProblems when what `make` gives is wrong, `config-not-writable`, or what `make` throws; nothing is written then.
   */
  change(wish: Change): Promise<Changed>;
  /** Reads bytes as the file would be read. */
  read(bytes: Uint8Array): ReadResult;
  /** The good versions, newest first. */
  versions(): AsyncIterable<GoodVersion>;
}

/** `remarks`: parts of the gateway that could not take it, or take it with a fault. */
export interface Changed {
  readonly before: CampusConfig;
  readonly next: CampusConfig;
  readonly remarks: readonly GatewayError[];
}

export interface Running {
  readonly bytes: Uint8Array;
  readonly sinceMs: number;
  readonly by: string;
}

export interface Disk {
  readonly bytes: Uint8Array | null;
  readonly problems: readonly Problem[];
}

export interface Change {
  readonly version: string;
  readonly by: string;
  /** The new bytes for those of `version`. */
  readonly make: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;
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
    await store.keep(first.bytes, "file", null);
    return store.follow();
  }
  const good = options.lastGood ? await newestGood(versions, options) : null;
  if (good === null) throw new ConfigProblems(file, first.problems);
  return new FollowingStore(
    options,
    versions,
    { ...good, mark: first.mark, rejected: { content: first.content, bytes: first.bytes } },
    first.problems,
  ).follow();
}

interface Start {
  readonly config: CampusConfig;
  readonly bytes: Uint8Array;
  readonly mark: string | null;
  /** Content that has been reported as wrong already. */
  readonly rejected?: { readonly content: string; readonly bytes: Uint8Array | null };
}

class FollowingStore implements ConfigStore {
  readonly folder: string;
  readonly #options: ConfigStoreOptions;
  readonly #versions: Versions;
  readonly #applied = new Set<AppliedListener>();
  readonly #rejected = new Set<(problems: readonly Problem[]) => void>();
  readonly #stop = new AbortController();
  #timer: Disposable | null = null;
  #current: CampusConfig;
  #degraded: readonly Problem[] | null;
  #running: Running;
  #disk: Disk;
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
    this.#rejectedContent = start.rejected?.content ?? null;
    this.#running = { bytes: start.bytes, sinceMs: options.clock.now(), by: "start" };
    this.#disk = { bytes: start.rejected === undefined ? start.bytes : start.rejected.bytes, problems: degraded ?? [] };
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

  get running(): Running {
    return this.#running;
  }

  get disk(): Disk {
    return this.#disk;
  }

  onApplied(listener: AppliedListener): Disposable {
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

  async change(wish: Change): Promise<Changed> {
    const made = this.#looking.then(() => this.#change(wish));
    this.#looking = made.catch(() => undefined);
    const { before, next, inForce } = await made;
    const { promise: enough, resolve } = Promise.withResolvers<readonly GatewayError[]>();
    using _patience = this.#options.clock.after(IN_FORCE_PATIENCE_MS, () => resolve([]));
    return { before, next, remarks: await Promise.race([inForce, enough]) };
  }

  read(bytes: Uint8Array): ReadResult {
    return readCampus(bytes, this.#options.profiles, this.#options.checkDevice);
  }

  versions(): AsyncIterable<GoodVersion> {
    return this.#versions.newestFirst();
  }

  /** Keeps a good version. A full disk does not stop the campus: the configuration is in force all the same. */
  async keep(bytes: Uint8Array, by: string, changes: Changes | null): Promise<void> {
    try {
      await this.#versions.keep(bytes, this.#options.clock.now(), { by, changes });
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
    this.#disk = { bytes: verdict.bytes, problems: verdict.is === "wrong" ? verdict.problems : [] };
    if (verdict.is === "wrong") return this.#reject(verdict.problems, verdict.content);
    this.#rejectedContent = null;
    // The file that is as the last good version again is told too: what was wrong about it is over.
    if (verdict.config.version === this.#current.version && this.#degraded === null) return "same";
    await this.#apply(verdict.config, verdict.bytes, "file");
    return "applied";
  }

  async #change({ version, by, make }: Change) {
    // What was changed by hand comes first.
    await this.#look();
    const before = this.#current;
    const { bytes } = this.#disk;
    if (bytes === null || versionOf(bytes) !== version) throw configChanged();
    const next = await make(bytes);
    const result = this.read(next);
    const { file } = this.#options;
    if (!result.ok) throw new ConfigProblems(file, result.problems);
    if (Buffer.compare(next, bytes) === 0) return { before, next: before, inForce: Promise.resolve([]) };
    this.#mark = await replaceFile(file, next, async () => (await markOf(file)) === this.#mark);
    this.#disk = { bytes: next, problems: [] };
    this.#rejectedContent = null;
    const { inForce } = await this.#apply(result.config, next, by);
    return { before, next: result.config, inForce };
  }

  async #apply(
    next: CampusConfig,
    bytes: Uint8Array,
    by: string,
  ): Promise<{ inForce: Promise<readonly GatewayError[]> }> {
    const before = this.#current;
    const changes = difference(before, next);
    this.#current = next;
    this.#running = { bytes, sinceMs: this.#options.clock.now(), by };
    this.#degraded = null;
    await this.keep(bytes, by, briefly(changesOf(before, next)));
    return { inForce: tellApplied(this.#applied, [next, changes, by], this.#options.log) };
  }

  #reject(problems: readonly Problem[], content: string): Outcome {
    if (this.#rejectedContent === content) return "rejected";
    this.#rejectedContent = content;
    for (const listener of [...this.#rejected]) this.#guarded(() => listener(problems));
    return "rejected";
  }

  #guarded(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#options.log.error({ error: messageOf(error) }, "a part of the gateway failed to take the configuration");
    }
  }
}
