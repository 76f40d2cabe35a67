// The closed list of place classes (contract §3), and those in which no camera may hang.

export const PLACE_CLASSES = [
  "gate", "guard-room", "monitor-room", "machine-room", "power-room", "pump-room", "classroom", "computer-room", "laboratory",
  "hazard-store", "office", "finance", "archive", "library", "canteen", "kitchen", "dormitory", "dormitory-room", "toilet",
  "bathroom", "corridor", "stairs", "yard", "playground", "perimeter", "parking", "roof", "boiler-room", "other",
] as const; // biome-ignore format: a list of words

const WITHOUT_CAMERAS: ReadonlySet<string> = new Set(["dormitory-room", "toilet", "bathroom"]);

/** True for a class of place in which people undress or sleep: cameras are refused there. */
export function refusesCameras(placeClass: string): boolean {
  return WITHOUT_CAMERAS.has(placeClass);
}
