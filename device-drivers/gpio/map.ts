// What a line says → what a poll says. Pure.
import type { Poll, Sample } from "../../gateway/contract/driver.ts";
import type { Level } from "./client.ts";
import type { Connection } from "./connection.ts";
import type { Definition } from "./definition.ts";
import type { Told } from "./input-state.ts";

/** The wall clock and the rising one, read together. */
export interface Now {
  readonly wallMs: number;
  readonly risingMs: number;
}

/** A poll of an input. */
export function inputPoll(
  device: string,
  { points }: Definition,
  { level }: Level,
  { active, atMs: toldMs, pulses, latched, missed }: Told,
  { wallMs, risingMs }: Now,
): Poll {
  const samples = points.map(({ name, shows }): Sample => {
    if (shows === "pulses")
      return missed
        ? { point: name, value: pulses, quality: "uncertain", reason: "range" }
        : { point: name, value: pulses, quality: "good" };
    return { point: name, value: shows === "latched" ? latched : active, quality: "good" };
  });
  return {
    device,
    measuredMs: Math.round(wallMs - Math.max(0, risingMs - toldMs)),
    samples,
    raw: String(Number(level)),
    ...(missed ? { detail: "edges came that could not be counted: too fast, or while the line was not held" } : {}),
  };
}

/** A poll of an output: what reads back, and whether that is what was commanded. */
export function outputPoll(
  device: string,
  { definition, connection }: { readonly definition: Definition; readonly connection: Connection },
  { level, commanded }: Level,
  nowMs: number,
): Poll {
  const on = level !== connection.invert;
  const agrees = level === commanded;
  return {
    device,
    measuredMs: nowMs,
    samples: definition.points.map(({ name }) =>
      agrees
        ? { point: name, value: on, quality: "good" }
        : { point: name, value: on, quality: "uncertain", reason: "disagree" },
    ),
    raw: String(Number(level)),
    ...(agrees
      ? {}
      : {
          detail: `it reads back ${on ? "on" : "off"}, and was told otherwise: a short circuit, or a driver stage that failed`,
        }),
  };
}
