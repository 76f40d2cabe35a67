// The roads of campus.yaml by their ids: the table of contents of this folder. A road whose file is missing is there and says so; none of them
// keeps the gateway from starting.
import { getCACertificates } from "node:tls";
import type { HttpSettings, NotifySettings, RoadSettings, RobotSettings, SmtpSettings } from "../../contract/notify.ts";
import type { Clock } from "../../kit/clock.ts";
import { GatewayError } from "../../kit/errors.ts";
import type { Log } from "../../kit/log.ts";
import { type HandedSince, withinBudget } from "./budget.ts";
import { DINGTALK } from "./dingtalk.ts";
import { FEISHU } from "./feishu.ts";
import { guarded } from "./guarded.ts";
import { ALIYUN, ALIYUN_V2 } from "./http/aliyun.ts";
import { HMAC } from "./http/hmac.ts";
import { httpRoad } from "./http/service.ts";
import { modemCallRoad, modemSmsRoad, type RoadModem } from "./modem.ts";
import { failed, type Road } from "./road.ts";
import { robotRoad } from "./robot.ts";
import { openSecrets, type Secrets } from "./secrets.ts";
import { smtpRoad } from "./smtp.ts";
import { isThisMachine, type Names } from "./target.ts";
import { WECOM } from "./wecom.ts";

export interface RoadParts {
  readonly settings: Pick<NotifySettings, "roads" | "language">;
  /** That of campus.yaml: files are named relative to it. */
  readonly folder: string;
  readonly clock: Pick<Clock, "now">;
  readonly log: Pick<Log, "warn">;
  /** What leads through other parts; null: campus.yaml names no road that needs it. */
  readonly modem: RoadModem | null;
  readonly postRoad: Road | null;
  readonly countyRoad: Road | null;
  readonly handed: HandedSince;
  /** For tests: who says where a name leads. */
  readonly names?: Names;
}

/** Every road of the configuration, ready to send. To be called again when it has changed; nothing is to be closed. */
export function openRoads(parts: RoadParts): ReadonlyMap<string, Road> {
  // One for all: what one road must not tell, no other may.
  const known = new Set<string>();
  return new Map(parts.settings.roads.map((road) => [road.id, openRoad(road, known, parts)]));
}

function openRoad(settings: RoadSettings, known: Set<string>, parts: RoadParts): Road {
  const { id, mostPerDay } = settings;
  const secrets = openSecrets(parts.folder, id, known, parts.log);
  const road = withFiles(roadOf(settings, secrets, parts), filesOf(settings), secrets);
  const mostPerPersonPerDay = "mostPerNumberPerDay" in settings ? settings.mostPerNumberPerDay : null;
  const limits = { mostPerDay, mostPerPersonPerDay };
  return guarded(withinBudget(id, road, limits, parts.handed, parts.clock.now), () => [...known]);
}

function roadOf(settings: RoadSettings, secrets: Secrets, parts: RoadParts): Road {
  const {
    modem,
    postRoad,
    countyRoad,
    settings: { language },
  } = parts;
  switch (settings.kind) {
    case "dingtalk":
    case "wecom":
    case "feishu":
      return robotOf(settings, secrets, parts);
    case "http-sms":
    case "http-voice":
      return httpOf(settings, secrets, parts);
    case "smtp":
      return mailOf(settings, secrets, parts);
    case "modem-call":
      return modem === null ? notSetUp("there is no modem") : modemCallRoad(modem, language);
    case "modem-sms":
      return modem === null ? notSetUp("there is no modem") : modemSmsRoad(modem);
    case "post":
      return postRoad ?? notSetUp("there are no posts");
    case "county":
      return countyRoad ?? notSetUp("there is no county");
  }
}

const ROBOTS = { dingtalk: DINGTALK, wecom: WECOM, feishu: FEISHU } as const;
const SIGNS = { aliyun: ALIYUN, "aliyun-v2": ALIYUN_V2, hmac: HMAC } as const;

function robotOf(
  { id, kind, urlFile, secretFile }: RobotSettings,
  secrets: Secrets,
  { clock, names }: RoadParts,
): Road {
  const address = {
    url: () => robotUrl(id, urlFile, secrets.read(urlFile)),
    secret: () => (secretFile === null ? null : secrets.read(secretFile)),
  };
  return robotRoad(ROBOTS[kind], address, clock.now, names);
}

function httpOf(settings: HttpSettings, secrets: Secrets, { clock, names }: RoadParts): Road {
  const { sign, secretFile, caFile } = settings;
  return httpRoad(SIGNS[sign], {
    settings,
    secret: () => secrets.read(secretFile),
    ca: () => authorities(caFile, secrets),
    now: clock.now,
    ...(names !== undefined && { names }),
  });
}

function mailOf(settings: SmtpSettings, secrets: Secrets, { names }: RoadParts): Road {
  const { passwordFile, caFile } = settings;
  return smtpRoad({
    settings,
    password: () => (passwordFile === null ? null : secrets.read(passwordFile)),
    ca: () => authorities(caFile, secrets),
    ...(names !== undefined && { names }),
  });
}

/** The machine's own and one more; undefined: the machine's own. */
function authorities(caFile: string | null, secrets: Secrets): readonly string[] | undefined {
  return caFile === null ? undefined : [...getCACertificates("default"), secrets.readOpenly(caFile)];
}

/** A robot's whole address. Its key would be anybody's on the way without TLS. */
function robotUrl(road: string, file: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isSafe =
    url !== null && (url.protocol === "https:" || (url.protocol === "http:" && isThisMachine(url.hostname)));
  if (isSafe) return url;
  throw new GatewayError(
    "road-not-set-up",
    `the road ${road} has no address that begins with https:// in ${file}`,
    "Write the robot's whole address into the file, as its maker shows it, and nothing else.",
  );
}

function filesOf(settings: RoadSettings): readonly (string | null)[] {
  switch (settings.kind) {
    case "dingtalk":
    case "wecom":
    case "feishu":
      return [settings.urlFile, settings.secretFile];
    case "http-sms":
    case "http-voice":
      return [settings.secretFile, settings.caFile];
    case "smtp":
      return [settings.passwordFile, settings.caFile];
    case "post":
    case "county":
    case "modem-call":
    case "modem-sms":
      return [];
  }
}

/** Says before the first letter whether the road's files are there. */
function withFiles(road: Road, files: readonly (string | null)[], secrets: Secrets): Road {
  if (files.every((file) => file === null)) return road;
  const look = () => {
    const missing = secrets.missing(files);
    return { ready: missing === null, missing };
  };
  return { ...road, condition: () => ({ ...road.condition?.(), ...look() }) };
}

function notSetUp(why: string): Road {
  return {
    pace: { notes: 1, perMs: 1000 },
    send: () => Promise.resolve(failed("not-set-up", why, true, 60_000)),
    condition: () => ({ ready: false, missing: why }),
  };
}
