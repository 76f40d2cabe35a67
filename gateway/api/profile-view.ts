// Profiles as people and forms are shown them: names in both languages, points with units, commands with the arguments they take.
import { isDoorCommand } from "../contract/commands.ts";
import { pointLabel } from "../contract/point-labels.ts";
import type { ProfileInfo } from "./parts.ts";

type Json = Readonly<Record<string, unknown>>;

/** What lists and forms need of a profile. */
export function profileBody({ id, driver, name, points, data }: ProfileInfo) {
  return {
    id,
    driver,
    label: name,
    points: [...points].map(([point, { unit, type }]) => {
      const told = asMap(asMap(data.points)[point]);
      const words = Object.values(asMap(asMap(told.wire).enum)).filter((word) => typeof word === "string");
      return {
        id: point,
        label: labelIn(told.name) ?? pointLabel(point),
        unit,
        type,
        ...(words.length > 0 && { enum: words }),
      };
    }),
    commands: Object.entries(asMap(asMap(data.wire).commands)).map(([command, form]) =>
      commandBody(command, asMap(form)),
    ),
    ...connecting(asMap(data.wire)),
  };
}

/** What the form of a device asks for besides what all devices of its driver have: whom a probe asks how, what is computed from what. */
function connecting({ asks, inputs, devices, settings }: Json) {
  return {
    ...(typeof asks === "string" && { asks }),
    ...(inputs !== undefined && {
      inputs: Object.entries(asMap(inputs)).map(([id, form]) => ({ id, optional: asMap(form).optional === true })),
    }),
    ...(devices === true && { inputs: [] }),
    ...(settings !== undefined && { settings: asMap(settings) }),
  };
}

/** The same with what a reader wants to know before trusting it. */
export function profileDetails(profile: ProfileInfo) {
  const { personal, camera, anyPoint, maxPacket, data } = profile;
  const source = typeof data.source === "string" ? data.source : null;
  return { ...profileBody(profile), source, personal, camera, anyPoint, maxPacket };
}

function commandBody(name: string, form: Json) {
  const label = labelIn(form.name);
  const confirm = form.confirm === true || isDoorCommand(name);
  return { name, ...(label !== null && { label }), args: asMap(form.args), ...(confirm && { confirm }) };
}

function labelIn(value: unknown): { "zh-CN": string; en: string } | null {
  const { "zh-CN": zh, en } = asMap(value);
  return typeof zh === "string" && typeof en === "string" ? { "zh-CN": zh, en } : null;
}

function asMap(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
