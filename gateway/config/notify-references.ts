// What must hold of posts, plans and roads: that what they name exists, and that a road has what its kind needs and nothing else.
import type { RoadKind } from "../contract/notify.ts";
import { ms } from "./checked.ts";
import { type Finding, missing } from "./findings.ts";
import type { Path } from "./problem.ts";
import type { CampusFile } from "./schema.ts";
import type { DutyFile, NotifyFile, PlanFile, RoadFile, StepFile } from "./schema-notify.ts";
import { sheetFindings } from "./sheet-references.ts";
import { isLoopback } from "./texts.ts";

const COUNTY = "county";

type Option = Exclude<keyof RoadFile, "id" | "kind" | "name" | "mostPerDay">;
type Options = { readonly needs: readonly Option[]; readonly may: readonly Option[] };

const ROBOT: Options = { needs: ["urlFile"], may: ["secretFile"] };
const HTTP: readonly Option[] = ["url", "sign", "keyId", "secretFile", "template"];
const HTTP_MAY = ["variables", "mostPerNumberPerDay", "caFile"] as const;
const PLAIN: Options = { needs: [], may: [] };
const OPTIONS: Readonly<Record<RoadKind, Options>> = {
  post: PLAIN,
  county: PLAIN,
  "modem-call": PLAIN,
  "modem-sms": PLAIN,
  dingtalk: ROBOT,
  // The key in its address is its only secret.
  wecom: { needs: ["urlFile"], may: [] },
  feishu: ROBOT,
  smtp: { needs: ["host", "from"], may: ["port", "secure", "user", "passwordFile", "caFile"] },
  "http-sms": { needs: HTTP, may: [...HTTP_MAY, "signName"] },
  "http-voice": { needs: HTTP, may: [...HTTP_MAY, "shown"] },
};

/** Every contradiction of `duty`. */
export function dutyFindings({ posts }: DutyFile, placeIds: ReadonlySet<string>): Finding[] {
  return posts.flatMap(({ id, place }, at): Finding[] => [
    ...(id === COUNTY
      ? [{ path: ["duty", "posts", at, "id"], what: "is what steps call the county", remedy: "give the post another" }]
      : []),
    ...(place === undefined || placeIds.has(place)
      ? []
      : [{ path: ["duty", "posts", at, "place"], ...missing("place", place, placeIds) }]),
  ]);
}

/** Every contradiction of `notify`. */
export function notifyFindings(
  notify: NotifyFile,
  county: CampusFile["county"],
  known: { readonly placeIds: ReadonlySet<string>; readonly postIds: ReadonlySet<string> },
): Finding[] {
  const { roads, plans, proof, sheet } = notify;
  const kinds = new Map(roads.map(({ id, kind }) => [id, kind]));
  return [
    ...roads.flatMap((road, at) => roadFindings(road, ["notify", "roads", at])),
    ...roads.flatMap(({ kind }, at) => sectionFindings(kind, ["notify", "roads", at, "kind"], notify, county)),
    ...plans.flatMap((plan, at) => planFindings(plan, ["notify", "plans", at], kinds, known)),
    ...(proof === undefined || known.postIds.has(proof.to)
      ? []
      : [{ path: ["notify", "proof", "to"], ...missing("post", proof.to, known.postIds) }]),
    ...(sheet === undefined ? [] : sheetFindings(sheet, kinds, known.postIds)),
    ...modemFindings(notify),
    ...linkFindings(notify, county),
  ];
}

function roadFindings(road: RoadFile, path: Path): Finding[] {
  const { needs, may } = OPTIONS[road.kind];
  const known: readonly string[] = ["id", "kind", "name", "mostPerDay", ...needs, ...may];
  const beside = Object.keys(road).filter((key) => !known.includes(key));
  const gone = [...needs, ...neededBeside(road)].filter((key) => road[key] === undefined);
  return [
    ...beside.map((key) => ({
      path: [...path, key],
      what: `does not go with ${road.kind}`,
      remedy: `take it out; with ${road.kind} there are ${known.join(", ")}`,
    })),
    ...gone.map((key) => ({
      path: [...path, key],
      what: `is missing for ${road.kind}`,
      remedy: `write ${key}: …`,
    })),
    ...(road.url === undefined ? [] : clearFindings(road.url, [...path, "url"])),
  ];
}

/** What is needed because of what else stands there. */
function neededBeside({ kind, sign, user, passwordFile }: RoadFile): Option[] {
  return [
    ...(user !== undefined ? (["passwordFile"] as const) : []),
    ...(passwordFile !== undefined ? (["user"] as const) : []),
    ...(sign !== undefined && sign !== "hmac" && kind === "http-sms" ? (["signName"] as const) : []),
  ];
}

/** Without TLS numbers would cross the network for everybody to read. */
function clearFindings(url: string, path: Path): Finding[] {
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:" || isLoopback(hostname.replaceAll(/[[\]]/g, ""))) return [];
  const what = "would send numbers and links across the network in clear text";
  return [{ path, what, remedy: "use https://, or a tunnel that ends on this machine" }];
}

/** Some kinds need a part of the file beside them. */
function sectionFindings(kind: RoadKind, path: Path, notify: NotifyFile, county: CampusFile["county"]): Finding[] {
  if ((kind === "modem-call" || kind === "modem-sms") && notify.modem === undefined)
    return [{ path, what: "needs a modem", remedy: "write notify: { modem: { serial: … } }" }];
  if (kind === "county" && county === undefined)
    return [{ path, what: "needs the county", remedy: "write county: { url: … }, or take the road out" }];
  return [];
}

function planFindings(
  { steps, places }: PlanFile,
  path: Path,
  kinds: ReadonlyMap<string, RoadKind>,
  known: { readonly placeIds: ReadonlySet<string>; readonly postIds: ReadonlySet<string> },
): Finding[] {
  const none = { path: [...path, "steps"], what: "tells nobody", remedy: "write at least one step" };
  return [
    ...(steps.length === 0 ? [none] : []),
    ...places.flatMap((place, at) =>
      known.placeIds.has(place) ? [] : [{ path: [...path, "places", at], ...missing("place", place, known.placeIds) }],
    ),
    ...steps.flatMap((step, at) => [
      ...stepFindings(step, [...path, "steps", at], kinds, known.postIds),
      ...orderFindings(step, steps[at - 1], [...path, "steps", at, "after"]),
    ]),
  ];
}

function stepFindings(
  { to, by, nightBy }: StepFile,
  path: Path,
  kinds: ReadonlyMap<string, RoadKind>,
  postIds: ReadonlySet<string>,
): Finding[] {
  const noPost = to !== COUNTY && !postIds.has(to);
  const noRoad = { path: [...path, "by"], what: "has no road", remedy: "name at least one road" };
  const road = (key: "by" | "nightBy") => (id: string, at: number) => {
    const kind = kinds.get(id);
    const where = [...path, key, at];
    if (kind === undefined) return [{ path: where, ...missing("road", id, kinds.keys()) }];
    if ((kind === "county") === (to === COUNTY)) return [];
    return kind === "county"
      ? [{ path: where, what: "leads to the county, not to a post", remedy: "name a road that leads to people here" }]
      : [{ path: where, what: "does not lead to the county", remedy: "name a road of kind county" }];
  };
  return [
    ...(noPost ? [{ path: [...path, "to"], ...missing("post", to, [...postIds, COUNTY]) }] : []),
    ...(by.length === 0 ? [noRoad] : []),
    ...by.flatMap(road("by")),
    ...nightBy.flatMap(road("nightBy")),
  ];
}

function orderFindings(step: StepFile, before: StepFile | undefined, path: Path): Finding[] {
  if (before === undefined || ms(step.after) > ms(before.after)) return [];
  return [{ path, what: "is not later than the step before", remedy: "let each step come later than the one before" }];
}

function modemFindings({ modem }: NotifyFile): Finding[] {
  if (modem === undefined || /^\/\S+$/.test(modem.serial)) return [];
  return [
    {
      path: ["notify", "modem", "serial"],
      what: "is not the path of a serial port",
      remedy: "write its path that stays the same, from `ls /dev/serial/by-id/`",
    },
  ];
}

function linkFindings({ link }: NotifyFile, county: CampusFile["county"]): Finding[] {
  if (link === undefined) return [];
  const path = ["notify", "link"];
  if (county?.commandKey === undefined)
    return [
      {
        path,
        what: "needs a county whose commands are believed",
        remedy: "write county: { url: …, commandKey: …, may: [alarms.ack] }",
      },
    ];
  return clearFindings(link.url, [...path, "url"]);
}
