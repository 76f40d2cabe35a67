// `duty` and `notify` of a checked file → posts, plans and roads, with the defaults that depend on a road's kind.
import type { DutySettings, PostSettings } from "../contract/duty.ts";
import type {
  HttpSettings,
  ModemSettings,
  NotifySettings,
  Plan,
  RoadKind,
  RoadSettings,
  SheetSettings,
  SmtpSettings,
} from "../contract/notify.ts";
import { checked, minute, ms } from "./checked.ts";
import type { DutyFile, NotifyFile, PlanFile, PostFile, RoadFile, SheetFile } from "./schema-notify.ts";

/** Roads that cost money for each delivery have a limit unless the file names another. */
const COSTS: ReadonlySet<RoadKind> = new Set(["modem-call", "modem-sms", "http-voice", "http-sms"]);
const MOST_PER_DAY = 200;
/** Alibaba Cloud takes at most 50 notices a day for one number and template. */
const MOST_PER_NUMBER_PER_DAY = 50;
/** Ports of mail submission: RFC 8314. */
const PORT_OF_TLS = 465;
const PORT_OF_STARTTLS = 587;

export function buildDuty({ posts }: DutyFile): DutySettings {
  return { posts: posts.map(buildPost) };
}

function buildPost({ id, name, place, covered, signOnWithin }: PostFile): PostSettings {
  return {
    id,
    name,
    place: place ?? null,
    covered,
    signOnWithinMs: signOnWithin === undefined ? null : ms(signOnWithin),
  };
}

export function buildNotify({ night, roads, plans, link, proof, sheet, modem, language }: NotifyFile): NotifySettings {
  return {
    night: { fromMinute: minute(night.from), toMinute: minute(night.to) },
    roads: roads.map(buildRoad),
    plans: plans.map(buildPlan),
    link: link === undefined ? null : { url: link.url, forMs: ms(link.for) },
    proof: proof === undefined ? null : { minute: minute(proof.at), to: proof.to },
    sheet: sheet === undefined ? null : buildSheet(sheet),
    modem: modem === undefined ? null : buildModem(modem),
    language,
  };
}

function buildSheet({ to, by, morning, evening }: SheetFile): SheetSettings {
  return { to, by, morningMinute: minute(morning), eveningMinute: minute(evening) };
}

function buildModem({ serial, baud, pinFile, voice }: NonNullable<NotifyFile["modem"]>): ModemSettings {
  return { serial, baud, pinFile: pinFile ?? null, voice };
}

function buildPlan({ id, severities, places, steps }: PlanFile): Plan {
  return {
    id,
    severities,
    places,
    steps: steps.map(({ after, to, by, nightBy }) => ({ afterMs: ms(after), to, by, nightBy })),
  };
}

function buildRoad(road: RoadFile): RoadSettings {
  const { id, name, kind } = road;
  const common = { id, name, mostPerDay: road.mostPerDay ?? (COSTS.has(kind) ? MOST_PER_DAY : null) };
  switch (kind) {
    case "dingtalk":
    case "wecom":
    case "feishu":
      return { ...common, kind, urlFile: checked(road.urlFile, id), secretFile: road.secretFile ?? null };
    case "smtp":
      return { ...common, kind, ...smtpOf(road) };
    case "http-sms":
    case "http-voice":
      return { ...common, kind, ...httpOf(road) };
    case "post":
    case "county":
    case "modem-call":
    case "modem-sms":
      return { ...common, kind };
  }
}

function smtpOf(road: RoadFile): Omit<SmtpSettings, "id" | "name" | "mostPerDay" | "kind"> {
  const { id, user, passwordFile, caFile } = road;
  const secure = road.secure ?? road.port === PORT_OF_TLS;
  return {
    host: checked(road.host, id),
    port: road.port ?? (secure ? PORT_OF_TLS : PORT_OF_STARTTLS),
    secure,
    from: checked(road.from, id),
    user: user ?? null,
    passwordFile: passwordFile ?? null,
    caFile: caFile ?? null,
  };
}

function httpOf(road: RoadFile): Omit<HttpSettings, "id" | "name" | "mostPerDay" | "kind"> {
  const { id, signName, shown, caFile } = road;
  return {
    url: checked(road.url, id),
    sign: checked(road.sign, id),
    keyId: checked(road.keyId, id),
    secretFile: checked(road.secretFile, id),
    template: checked(road.template, id),
    signName: signName ?? null,
    variables: road.variables ?? {},
    shown: shown ?? null,
    mostPerNumberPerDay: road.mostPerNumberPerDay ?? MOST_PER_NUMBER_PER_DAY,
    caFile: caFile ?? null,
  };
}
