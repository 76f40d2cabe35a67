// The files of a start put together: campus.yaml and county.yaml with ports that are free now, and the certificate between the two.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import type { LinkId } from "../demo/campus-data.ts";
import { type Beside, LINK_FOLDER, leadsToCounty, withLink } from "./campus-link.ts";
import { USUAL_COUNTY_PORTS } from "./county-text.ts";
import { type CampusFiles, ensureCampus } from "./first-campus.ts";
import { type CountyFiles, ensureCounty, ensureLinkCertificate, portsOf, withCountyPorts } from "./first-county.ts";
import { withLinkPorts } from "./links.ts";
import { withPorts } from "./listen.ts";
import { withNetworkPort } from "./network-port.ts";
import type { UpOptions } from "./options.ts";

export interface LinkedCampus {
  readonly files: CampusFiles;
  /** Null: the campus alone. */
  readonly county: CountyFiles | null;
  /** The county that campus.yaml does not lead to, and how it would; null when it does, or when there is none. */
  readonly beside: Beside | null;
  /** campus.yaml as it is written now. */
  readonly text: string;
  /** Of what the simulated devices are played on. */
  readonly ports: ReadonlyMap<LinkId | "net", number>;
  /** What to tell about all this. */
  readonly notes: readonly string[];
}

/** Makes what is missing and brings the rest up to date. */
export async function linkedCampus(options: UpOptions): Promise<LinkedCampus> {
  const log = createLog("warn", { write: (line) => process.stderr.write(line) });
  const county = options.county ? await ensureCounty(options.data, clock, log) : null;
  const usual = `mqtts://127.0.0.1:${USUAL_COUNTY_PORTS.mqtts}`;
  const files = ensureCampus(
    options.data,
    options.local,
    county === null ? null : { url: usual, commandKey: county.commandKey },
  );
  const before = readFileSync(files.config, "utf8");
  const listening = await withPorts(before, options.ports);
  const any = options.ports.http === 0;
  const linked = await withLinkPorts(listening.text, files.isFirst && any);
  const network = await withNetworkPort(linked.text, files.isFirst && any);
  const ports = new Map<LinkId | "net", number>(linked.ports);
  if (network.port !== null) ports.set("net", network.port);
  const notes = [...listening.notes, ...linked.notes, ...network.notes];
  let text = network.text;
  let beside: Beside | null = null;
  if (county !== null) {
    await ensureLinkCertificate(join(files.folder, LINK_FOLDER), county, clock.now());
    const found = await withCountyPorts(county, portsOf(text), { http: options.countyHttp, any });
    if (found.beside !== null) text = withLink(text, found.beside);
    if (!leadsToCounty(text)) beside = found.beside;
    notes.push(...found.notes);
  }
  if (text !== before) writeFileSync(files.config, text);
  return { files, county, beside, text, ports, notes };
}
