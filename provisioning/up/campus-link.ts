// `county` of campus.yaml, where it leads to the county beside the virtual campus: its first text, its address, and the form that earlier versions wrote.
import { isMap, isScalar, parseDocument, type Scalar, type YAMLMap } from "yaml";
import { REAL_CAMPUS } from "#bridge/simulator/campuses.ts";
import { CAMPUS_FILES } from "../certificates/campus-certificate.ts";

/** Where key and certificate for the county lie, seen from campus.yaml. */
export const LINK_FOLDER = "county";

const HOST = "127.0.0.1";
const CERTIFICATE_FILE = `${LINK_FOLDER}/${CAMPUS_FILES.certificate}`;
/** By which earlier versions had the campus sign in. */
const SECRET_FILE = `../county/campuses/${REAL_CAMPUS.id}.secret`;

/** The county beside this campus. */
export interface Beside {
  /** `mqtts://127.0.0.1:8884`. */
  readonly url: string;
  /** By which the campus knows commands of that county. */
  readonly commandKey: string;
}

/** The section of a first campus.yaml; without a county beside it, how one would be written. */
export function sectionText(beside: Beside | null): string {
  if (beside === null)
    return `# 县级平台, 可以不配 / the county, optional:
# county: { url: "mqtts://county.example:8883", certificateFile: c.pem, keyFile: k.pem, caFile: ca.pem, summaryEvery: 60s }
`;
  return `# 县级平台: 与它的连接断了, 校园一切照常。私钥在本校生成, 不出本校
# The county: without it everything on campus goes on. The private key was made here and stays here.
county:
  url: ${beside.url}
  certificateFile: ${CERTIFICATE_FILE}
  keyFile: ${LINK_FOLDER}/${CAMPUS_FILES.key}
  caFile: ${LINK_FOLDER}/${CAMPUS_FILES.authority}
  commandKey: ${beside.commandKey}
  may: [alarms.ack, duty.spot-check]   # 县级可以做什么; [] 表示只能看 / what the county may do here; [] lets it look only
  summaryEvery: 60s           # 多久上送一次汇总 / how often figures go up; alarms go at once
`;
}

/** The same in one line, for whoever has no section yet. */
export function sectionLine({ url, commandKey }: Beside): string {
  return `county: { url: "${url}", ${withCertificate(", ")}, ${withKey(commandKey, ", ")} }`;
}

/** True when this campus.yaml leads to the county beside it. */
export function leadsToCounty(text: string): boolean {
  return ownSection(text) !== null;
}

/** campus.yaml with the county's address of now; one that signed in with the secret signs in with its certificate, and knows the county's commands. */
export function withLink(text: string, beside: Beside): string {
  const own = ownSection(text);
  if (own === null) return text;
  const edits = [{ range: rangeOf(own.url), text: beside.url }];
  if (own.secretFile !== null) {
    const between = own.section.flow ? ", " : `\n${" ".repeat(columnOf(text, own.secretFile.key))}`;
    const known = own.section.has("commandKey") || own.section.has("may");
    const lines = [withCertificate(between), ...(known ? [] : [withKey(beside.commandKey, between)])].join(between);
    edits.push({ range: [rangeOf(own.secretFile.key)[0], rangeOf(own.secretFile.value)[1]], text: lines });
  }
  if (own.url.value === beside.url) edits.shift();
  // From the end on, so that the places before stay where they are.
  edits.sort((a, b) => b.range[0] - a.range[0]);
  return edits.reduce((now, { range: [from, to], text: put }) => now.slice(0, from) + put + now.slice(to), text);
}

const withCertificate = (between: string) =>
  [`certificateFile: ${CERTIFICATE_FILE}`, `keyFile: ${LINK_FOLDER}/${CAMPUS_FILES.key}`, `caFile: ${LINK_FOLDER}/${CAMPUS_FILES.authority}`].join(between); // biome-ignore format: one line
const withKey = (commandKey: string, between: string) => [`commandKey: "${commandKey}"`, "may: [alarms.ack, duty.spot-check]"].join(between); // biome-ignore format: one line

interface OwnSection {
  readonly section: YAMLMap;
  readonly url: Scalar;
  /** Null: it signs in with its certificate. */
  readonly secretFile: { readonly key: Scalar; readonly value: Scalar } | null;
}

/** The section, if it signs in with what was made here and calls this machine. */
function ownSection(text: string): OwnSection | null {
  const section = parseDocument(text).get("county");
  if (!isMap(section)) return null;
  const url = section.get("url", true);
  if (!isScalar(url) || typeof url.value !== "string" || new URL(url.value).hostname !== HOST) return null;
  if (section.get("certificateFile") === CERTIFICATE_FILE) return { section, url, secretFile: null };
  const pair = section.items.find(({ key }) => isScalar(key) && key.value === "secretFile");
  if (pair === undefined || !isScalar(pair.key) || !isScalar(pair.value) || pair.value.value !== SECRET_FILE)
    return null;
  return { section, url, secretFile: { key: pair.key, value: pair.value } };
}

function rangeOf({ range }: Scalar): readonly [number, number] {
  return range ? [range[0], range[1]] : [0, 0];
}

function columnOf(text: string, node: Scalar): number {
  const [at] = rangeOf(node);
  return at - (text.lastIndexOf("\n", at - 1) + 1);
}
