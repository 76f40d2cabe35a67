// Answers of the gateway's API as the console reads them (contract §6); the browsable form is /api/docs.
import type { Entry } from "#gateway/contract/entry.ts";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import type { Polling } from "#gateway/contract/polling.ts";

export type { Polling } from "#gateway/contract/polling.ts";
export type { ProblemBody } from "#gateway/contract/problem.ts";

/** A text in both languages, as profiles and rules carry it. */
export interface Label {
  readonly "zh-CN": string;
  readonly en: string;
}

export interface Session {
  readonly account: { readonly id: string; readonly roles: readonly string[]; readonly permissions: readonly string[] };
  readonly csrf: string | null;
  readonly expiresAt: string | null;
}

/** GET /setup: what may be known before anybody has signed in. */
export interface Setup {
  readonly needed: boolean;
  readonly campus: { readonly id: string; readonly name: string };
  readonly simulated: boolean;
}

export interface Device {
  readonly id: string;
  readonly name: string;
  readonly place: string | null;
  readonly driver: string;
  readonly profile: string;
  readonly enabled: boolean;
  /** Null: not known, or a device that we ask. */
  readonly connected: boolean | null;
  /** Whether it is there, by its last state; null: never heard of. */
  readonly online?: boolean | null;
  readonly polling: Polling | null;
  /** The newest message or answer that was not all believed. */
  readonly lastBad?: Polling["lastBad"];
  /** As configured over the profile. */
  readonly points?: Readonly<Record<string, { readonly name?: string; readonly unit?: string }>>;
  /** Only with the right config.read. */
  readonly connection?: Readonly<Record<string, unknown>> | null;
  readonly every?: string | null;
  readonly staleAfter?: string;
  readonly report?: { readonly onChange: boolean; readonly atLeast: string } | null;
  readonly since?: string | null;
  readonly reason?: string | null;
}

export interface Place {
  readonly id: string;
  readonly name: string;
  readonly class: string;
  readonly key: boolean;
  readonly within: string | null;
}

export interface ProfilePoint {
  readonly id: string;
  readonly label: Label;
  readonly unit: string;
  readonly type: "number" | "boolean" | "text";
  /** Texts that it can say. */
  readonly enum?: readonly string[];
}

export interface ArgumentForm {
  readonly type: "number" | "boolean" | "text";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly oneOf?: readonly (number | boolean | string)[];
  readonly optional?: boolean;
}

export interface ProfileCommand {
  readonly name: string;
  readonly label?: Label;
  readonly args: Readonly<Record<string, ArgumentForm>>;
  /** True: the person is asked once more before it is sent. */
  readonly confirm?: boolean;
}

export interface Profile {
  readonly id: string;
  readonly driver: string;
  readonly label: Label;
  readonly points: readonly ProfilePoint[];
  readonly commands: readonly ProfileCommand[];
  /** Of probes: `ping`, `connect`, `http`, `https` or `dns`. */
  readonly asks?: string;
  /** Of what is computed: the points it is computed from; none: whole devices. */
  readonly inputs?: readonly { readonly id: string; readonly optional: boolean }[];
  /** Of what is computed: what may be set, with its default; durations as text. */
  readonly settings?: Readonly<Record<string, number | string>>;
}

export interface LatestAnswer {
  readonly epoch: string;
  readonly seq: number;
  readonly at: string;
  readonly points: readonly LatestPoint[];
}

export interface EntriesPage {
  readonly epoch: string;
  readonly head: number;
  readonly entries: readonly Entry[];
  readonly next: number;
  readonly more: boolean;
  readonly gap: { readonly from: number; readonly to: number; readonly kinds: readonly string[] } | null;
}

export interface Command {
  readonly id: string;
  readonly device: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly state: "requested" | "started" | "done" | "failed" | "unknown" | "refused" | "expired";
  readonly by: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly result: {
    readonly code: string | null;
    readonly detail: string | null;
    readonly data: Readonly<Record<string, unknown>>;
  } | null;
}

export interface Account {
  readonly id: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly scope: { readonly places: readonly string[]; readonly devices: readonly string[] } | null;
  readonly disabled: boolean;
  readonly createdAt: string;
  /** When it ends; null or absent: never. */
  readonly until?: string | null;
}

/** One that follows what is saved: how far it is behind, and what is in its way. */
export interface ConsumerState {
  readonly consumer: string;
  readonly entries: number;
  readonly seconds: number;
  /** Since when in epoch ms; null or absent: nothing. */
  readonly trouble?: { readonly code: string; readonly detail: string; readonly since: number } | null;
}

/** The way to the county: its state, what is in its way, and what waits. */
export interface CountyState {
  readonly state: "off" | "connecting" | "connected" | "answered";
  readonly trouble: string | null;
  readonly lanes: Readonly<
    Record<
      "alarm" | "event" | "state" | "summary",
      { readonly frames: number; readonly bytes: number; readonly oldest: string | null }
    >
  >;
  /** Figures of a time without connection that are still to be packed. */
  readonly figuresBehind: number;
}

/** GET /status; parts that the console does not read are left out. */
export interface Status {
  readonly version: string;
  readonly campus: {
    readonly id: string;
    readonly name: string;
    readonly timezone: string;
    readonly simulated?: boolean;
  };
  readonly now: string;
  readonly uptimeSeconds: number;
  readonly ready: boolean;
  readonly reasons: readonly string[];
  readonly clock: { readonly now: string; readonly state: "trusted" | "unsynced" } & Readonly<Record<string, unknown>>;
  readonly journal: {
    readonly state?: string;
    readonly reason?: string | null;
    readonly head?: number;
    readonly bytes?: number;
    readonly freeBytes?: number | null;
    readonly freeRatio?: number | null;
  } & Readonly<Record<string, unknown>>;
  readonly devices: { readonly connected: number; readonly disconnected: number };
  readonly certificate: { readonly fingerprint: string; readonly expiresAt: string } | null;
  readonly configuration: {
    readonly version: string;
    readonly lastGood?: boolean;
    /** Of the file on disk, when it is not the one that runs. */
    readonly problems?: readonly string[];
  } & Readonly<Record<string, unknown>>;
  readonly consumers?: readonly ConsumerState[];
  readonly county?: CountyState | null;
  readonly streams: number;
  /** Bytes of the process, where the gateway tells. */
  readonly memory?: { readonly rss: number };
}
