// How alarms reach people: plans and roads of campus.yaml, and the ledger of what was said to whom by which road.
import type { Severity } from "./alarms.ts";

/** What a road is. `post`: the signed-on console of a post; `county`: the county's desk. */
export const ROAD_KINDS = [
  "post", "modem-call", "modem-sms", "http-voice", "http-sms", "dingtalk", "wecom", "feishu", "smtp", "county",
] as const; // biome-ignore format: a list of words
export type RoadKind = (typeof ROAD_KINDS)[number];

/** Whom one delivery by a road reaches: one person, everybody in a group, whoever is at a post, or the county. */
export const REACHES: Readonly<Record<RoadKind, "person" | "group" | "post" | "county">> = {
  post: "post",
  "modem-call": "person",
  "modem-sms": "person",
  "http-voice": "person",
  "http-sms": "person",
  dingtalk: "group",
  wecom: "group",
  feishu: "group",
  smtp: "person",
  county: "county",
};

/** One step of a plan: whom to tell when nobody has acknowledged for so long, and by which roads, best first. */
export interface PlanStep {
  readonly afterMs: number;
  /** A post, or `county`. */
  readonly to: string;
  /** Ids of roads; the next is taken when one fails. */
  readonly by: readonly string[];
  /** The same at night; as by day when empty. */
  readonly nightBy: readonly string[];
}

/** Who is told of which alarms. The first plan that matches an alarm holds. */
export interface Plan {
  readonly id: string;
  readonly severities: readonly Severity[];
  /** Places, with all within them; empty: anywhere. */
  readonly places: readonly string[];
  readonly steps: readonly PlanStep[];
}

/**
 * `queued`: to be sent at its time. `sent`: handed to its road, the result is not known yet. `accepted`: the other side took it (a call was
 * answered). `failed`: it did not. `unknown`: it may have arrived; it is repeated once, marked. `dropped`: not worth saying any more.
 */
export const DELIVERY_STATES = ["queued", "sent", "accepted", "failed", "unknown", "dropped"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What a delivery is about. `digest`: many alarms in one; `proof`: the daily proof that a road lives; `test`: of a road by itself; `sheet`: 今日平安. */
export const SAYS = ["raised", "cleared", "acknowledged", "digest", "proof", "test", "sheet"] as const;
export type Says = (typeof SAYS)[number];

/** Codes by which a road tells that it works, but the person could not be had or it has had its fill: they do not make it a failing road. */
export const NOT_HAD = [
  "busy",
  "no-answer",
  "declined",
  "nobody-there",
  "sound-off",
  "not-heard",
  "no-number",
  "nobody-on-duty",
  "paced",
  "budget",
] as const;

/** One line of the ledger. */
export interface Delivery {
  readonly n: number;
  readonly says: Says;
  /** What it is about; empty for a proof, a sheet or the test of a road. */
  readonly alarms: readonly { readonly id: string; readonly occurrence: number }[];
  /** Of the plan, from 0. */
  readonly step: number;
  readonly post: string | null;
  /** Id of the person; null: a group, a post or the county. */
  readonly person: string | null;
  readonly road: string;
  readonly state: DeliveryState;
  readonly tries: number;
  readonly madeAt: string;
  readonly sentAt: string | null;
  readonly endedAt: string | null;
  /** When it is tried next; null: not again. */
  readonly nextAt: string | null;
  /** What the other side calls its refusal, and in words. Never a key or a whole number. */
  readonly code: string | null;
  readonly detail: string | null;
  /** The person acknowledged by this road: pressed 1, replied. */
  readonly answered: boolean;
  readonly test: boolean;
  /** It may be the second of the same. */
  readonly repeated: boolean;
  /** The delivery whose road failed before this one; null: the first. */
  readonly insteadOf: number | null;
}

/** How a road is. */
export interface RoadView {
  readonly id: string;
  readonly kind: RoadKind;
  readonly name: string;
  /** `unproven`: nothing was sent since the start. */
  readonly state: "ready" | "failing" | "unproven";
  readonly since: string | null;
  readonly queued: number;
  readonly lastAcceptedAt: string | null;
  readonly lastFailure: { readonly at: string; readonly code: string; readonly detail: string } | null;
  /** What the road itself says: a modem's signal and operator, a budget's rest, who is at a post. Keys and numbers are masked. */
  readonly condition: Readonly<Record<string, string | number | boolean | null>>;
}

/** Kinds of roads that can carry a sheet: what is read quietly. Telephones ring, posts say it aloud, a template was approved for alarms. */
export const SHEET_KINDS: readonly RoadKind[] = ["modem-sms", "smtp", "dingtalk", "wecom", "feishu"];

/** To whom 今日平安 goes, and when. */
export interface SheetSettings {
  /** Posts, or persons by their ids. */
  readonly to: readonly string[];
  /** Ids of roads, best first. */
  readonly by: readonly string[];
  /** Times of day on campus, minutes from midnight. */
  readonly morningMinute: number;
  readonly eveningMinute: number;
}

/** How somebody has answered an alarm. */
export const ANSWER_ROADS = ["console", "link", "modem-call", "modem-sms", "county"] as const;
export type AnswerRoad = (typeof ANSWER_ROADS)[number];

/** `notify` of campus.yaml. */
export interface NotifySettings {
  /** Times of day on campus, minutes from midnight; `from` after `to`: over midnight. */
  readonly night: { readonly fromMinute: number; readonly toMinute: number };
  readonly roads: readonly RoadSettings[];
  readonly plans: readonly Plan[];
  /** Links that acknowledge from outside, served by the county; null: none are made. */
  readonly link: { readonly url: string; readonly forMs: number } | null;
  /** When and to whom each road proves daily that it lives; null: it does not. */
  readonly proof: { readonly minute: number; readonly to: string } | null;
  /** Null: the sheets are only on the console. */
  readonly sheet: SheetSettings | null;
  readonly modem: ModemSettings | null;
  /** Languages of what is sent. */
  readonly language: "zh-CN" | "en";
}

export interface ModemSettings {
  /** Path of the AT port. */
  readonly serial: string;
  readonly baud: number;
  /** File with the SIM's PIN; null: it has none. */
  readonly pinFile: string | null;
  /** How it makes a called person hear words. */
  readonly voice: "ctts" | "none";
}

interface RoadCommon {
  readonly id: string;
  readonly name: string;
  /** Most deliveries a day; null: no limit. Life-safety alarms go beyond it. */
  readonly mostPerDay: number | null;
}

export interface RobotSettings extends RoadCommon {
  readonly kind: "dingtalk" | "wecom" | "feishu";
  /** File with the robot's whole address, which holds its key. */
  readonly urlFile: string;
  /** File with the secret of its signature; null: none. */
  readonly secretFile: string | null;
}

export interface SmtpSettings extends RoadCommon {
  readonly kind: "smtp";
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS is demanded unless the host is this machine. */
  readonly secure: boolean;
  readonly from: string;
  readonly user: string | null;
  readonly passwordFile: string | null;
  readonly caFile: string | null;
}

export interface HttpSettings extends RoadCommon {
  readonly kind: "http-sms" | "http-voice";
  readonly url: string;
  /** Which signature: `aliyun` (V3, HMAC-SHA256), `aliyun-v2` (RPC, HMAC-SHA1, for clouds that know only that) or `hmac` (a header of our own, for a gateway of the county's). */
  readonly sign: "aliyun" | "aliyun-v2" | "hmac";
  readonly keyId: string;
  readonly secretFile: string;
  /** Approved template and signature name, and which of our words its variables take. */
  readonly template: string;
  readonly signName: string | null;
  readonly variables: Readonly<Record<string, "campus" | "alarm" | "place" | "value" | "time" | "code">>;
  /** For voice: the number shown to the called. */
  readonly shown: string | null;
  readonly mostPerNumberPerDay: number;
  readonly caFile: string | null;
}

/** Roads that need nothing but a name. */
export interface PlainSettings extends RoadCommon {
  readonly kind: "post" | "county" | "modem-call" | "modem-sms";
}

export type RoadSettings = RobotSettings | SmtpSettings | HttpSettings | PlainSettings;
