// What devices tell by themselves in a day: cards at readers, the mains at the UPS. A list per device, made once for a seed. Pure.
import { fractionOf } from "./chance.ts";
import { at, type Stretch } from "./time.ts";
import { ARRIVAL, LEAVING, OUTAGE, PEAKS, POWER_DIP } from "./timetable.ts";

export interface Happening {
  /** Milliseconds since midnight. */
  readonly ofDay: number;
  readonly type: string;
  readonly data: Readonly<Record<string, string | number | boolean>>;
}

/** Day pupils that take one of the two played lanes of the east gate. */
const PUPILS_PER_LANE = 247;
/** Who forgets the card passes without one. */
const FORGETS = 0.04;
/** Of those who come. */
const IN_RUSH = 0.85;
/** Of those who leave. */
const WITH_FIRST_BATCH = 0.6;

const known = new Map<string, readonly Happening[]>();

/** What a device tells on each day of this seed, in order of time. */
export function happeningsOf(device: string, seed: number): readonly Happening[] {
  const key = `${seed} ${device}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const day = [...told(device, seed)].sort((a, b) => a.ofDay - b.ofDay);
  known.set(key, day);
  return day;
}

function told(device: string, seed: number): readonly Happening[] {
  switch (device) {
    case "east-l3":
      return [...lane(device, seed), denied(device, at("07:33:00"), cardOf(device, 901), "lost")];
    case "east-l4":
      return [
        ...lane(device, seed),
        denied(device, at("07:52:10"), cardOf(device, 902), "unknown"),
        ...leaveSlip(device),
      ];
    case "chem-door":
      return chemistryStore(device);
    case "mr1-ups":
      return [OUTAGE, POWER_DIP].flatMap(({ from, to }) => [
        { ofDay: from, type: "power.lost", data: { on: "battery" } },
        { ofDay: to, type: "power.restored", data: { on: "mains", seconds: (to - from) / 1000 } },
      ]);
    default:
      return [];
  }
}

/** Pupils in the morning and when school is over, and the gate's mode. */
function lane(device: string, seed: number): Happening[] {
  const found: Happening[] = PEAKS.flatMap(({ from, to }) => [
    { ofDay: from, type: "door.mode-changed", data: { door: device, mode: "peak-open" } },
    { ofDay: to, type: "door.mode-changed", data: { door: device, mode: "each-card" } },
  ]);
  for (let pupil = 0; pupil < PUPILS_PER_LANE; pupil++) {
    const chance = (what: string) => fractionOf(seed, `${device}-${what}`, pupil);
    if (chance("forgets") < FORGETS) continue;
    const card = cardOf(device, pupil);
    found.push(granted(device, arrivalAt(chance("when"), chance("how")), card, "in"));
    const batch = chance("batch") < WITH_FIRST_BATCH ? LEAVING.first : LEAVING.second;
    found.push(granted(device, within(batch, chance("leaves")), card, "out"));
  }
  return found;
}

/** Few come early, most in half an hour, a few run. */
function arrivalAt(when: number, how: number): number {
  if (how < IN_RUSH) return within(ARRIVAL.rush, when);
  return within(how < IN_RUSH + (1 - IN_RUSH) * 0.6 ? ARRIVAL.early : ARRIVAL.last, when);
}

function leaveSlip(door: string): Happening[] {
  return [granted(door, at("14:05:00"), cardOf(door, 17), "out", { why: "leave-slip" })];
}

/** Two keepers are needed; once one tries alone. */
function chemistryStore(door: string): Happening[] {
  const [first, second] = [cardOf(door, 1), cardOf(door, 2)];
  return [
    granted(door, at("08:21:00"), first, "in", { step: 1 }),
    granted(door, at("08:21:09"), second, "in", { step: 2 }),
    { ofDay: at("08:21:11"), type: "door.opened", data: { door } },
    { ofDay: at("08:21:30"), type: "door.closed", data: { door } },
    denied(door, at("12:31:00"), first, "two-person"),
  ];
}

function granted(
  door: string,
  ofDay: number,
  card: string,
  direction: "in" | "out",
  more: Happening["data"] = {},
): Happening {
  return { ofDay, type: "access.granted", data: { door, direction, card, ...more } };
}

function denied(door: string, ofDay: number, card: string, reason: string): Happening {
  return { ofDay, type: "access.denied", data: { door, direction: "in", card, reason } };
}

/** An invented card; the gateway replaces it by a reference before anything is stored. */
function cardOf(device: string, holder: number): string {
  return `sim-${device}-${String(holder).padStart(4, "0")}`;
}

/** A whole second of the stretch. */
function within({ from, to }: Stretch, fraction: number): number {
  return Math.floor((from + (to - from) * fraction) / 1000) * 1000;
}
