// All dashboards in all languages, as files for Grafana: for any campus, or with the names and places of one.
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import type { CampusFacts } from "./facts.ts";
import { fileText, type Scene } from "./frame.ts";
import { gatewayHealth } from "./gateway-health.ts";
import { machineRoom } from "./machine-room.ts";
import { LANGUAGES, type Language, wordsIn } from "./words.ts";

const DASHBOARDS: Readonly<Record<string, (scene: Scene) => Dashboard>> = {
  "machine-room": machineRoom,
  "gateway-health": gatewayHealth,
};

export interface DashboardFile {
  /** `LANGUAGE/NAME.json`. */
  readonly name: string;
  readonly text: string;
}

/** What is known of a campus, named in one language. */
export type FactsIn = (language: Language) => CampusFacts;

/** The files in these languages; without `factsIn` for any campus, as they are committed below `json/`. */
export function dashboardFiles(factsIn: FactsIn | null, languages: readonly Language[] = LANGUAGES): DashboardFile[] {
  return languages.flatMap((language) => {
    const scene = { language, say: wordsIn(language), facts: factsIn?.(language) ?? null };
    return Object.entries(DASHBOARDS).map(([name, build]) => ({
      name: `${language}/${name}.json`,
      text: fileText(build(scene)),
    }));
  });
}
