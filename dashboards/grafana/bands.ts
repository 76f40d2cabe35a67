// Limit bands of charts: the thresholds that staff are taught, drawn as colours behind the curves. Alarm rules are the gateway's own.
import {
  FieldColorBuilder,
  FieldColorModeId,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from "@grafana/grafana-foundation-sdk/dashboard";

const CLEAR = "transparent";
const WARN = "orange";
const WRONG = "red";

/** Colours from a value on; null is below all. */
function bands(...steps: readonly (readonly [from: number | null, color: string])[]): ThresholdsConfigBuilder {
  const thresholds = steps.map(([value, color]): Threshold => ({ value, color }));
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(thresholds);
}

/** Cel at the rack inlet: 18–27 recommended, 15–32 allowed (GB 50174-2017; ASHRAE TC 9.9, class A1). */
export const inletTemperature = () => bands([null, WRONG], [15, WARN], [18, CLEAR], [27, WARN], [32, WRONG]);
/** % relative humidity: 30–60 wished for, below 20 static, above 80 water. */
export const roomHumidity = () => bands([null, WRONG], [20, WARN], [30, CLEAR], [60, WARN], [80, WRONG]);
/** V of a phase: 220 V ± 10 %, beyond 180–250 V equipment is in danger. */
export const phaseVoltage = () => bands([null, WRONG], [180, WARN], [198, CLEAR], [242, WARN], [250, WRONG]);
/** Share of bad values: a twentieth is a cable, a fifth a device. */
export const shareOfBad = () => bands([null, "green"], [0.05, WARN], [0.2, WRONG]);
/** Seconds on battery: 30 min is comfortable, 10 min is the time to shut servers down. */
export const runtimeLeft = () => bands([null, WRONG], [600, WARN], [1800, "green"]);
/** 0 is as it should be. */
export const noneWanted = () => bands([null, "green"], [1, WARN]);
/** The colours of a single figure: green where a chart shows nothing. */
export const asFigure = (thresholds: ThresholdsConfigBuilder): ThresholdsConfigBuilder => {
  const { mode, steps } = thresholds.build();
  const coloured = steps.map((step) => (step.color === CLEAR ? { ...step, color: "green" } : step));
  return new ThresholdsConfigBuilder().mode(mode).steps(coloured);
};
/** A figure or cell is coloured by its thresholds. */
export const byThreshold = () => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
