// The campuses as a table for office programs.
import type { CampusView } from "#gateway/contract/county.ts";
import type { Say } from "../../../i18n/texts.ts";
import { csvText, saveFile } from "../../../parts/csv.ts";
import { stampText } from "../../../words/time.ts";
import type { campusesTexts } from "./texts.ts";

type Key = (typeof campusesTexts)["keys"][number];

export function saveCampuses(campuses: readonly CampusView[], say: Say<Key>): void {
  const head = [say("campus"), "ID", say("csvTown"), say("link"), say("csvSince"), say("csvScore"), say("alarms"), say("devices"), say("csvAvailability"), say("csvVersion"), say("csvCertificate")]; // biome-ignore format: one line
  const rows = campuses.map(({ id, name, townName, link, score, openAlarms, devices, availability, version, certificateUntil }) => [
    name,
    id,
    townName,
    link.planned ? "planned" : link.state,
    stamp(link.since),
    score,
    Object.values(openAlarms).reduce((sum, n) => sum + n, 0),
    `${devices.online} / ${devices.known}`,
    Math.round(availability.month * 1000) / 10,
    version,
    stamp(certificateUntil),
  ]); // biome-ignore format: one field a line
  saveFile("campuses.csv", "text/csv;charset=utf-8", csvText([head, ...rows]));
}

function stamp(at: string | null): string | null {
  return at === null ? null : stampText(Date.parse(at));
}
