// Alarms for tests.
import type { Alarm } from "#gateway/contract/alarms.ts";

/** An alarm that is active and that nobody has seen; `rule.device.point` are made of its id. */
export function anAlarm(id: string, more: Partial<Alarm> = {}): Alarm {
  const [rule = id, device = null, point = null] = id.split(".");
  return {
    id,
    rule,
    device,
    point,
    occurrence: 1,
    severity: "medium",
    active: true,
    acknowledged: false,
    latched: false,
    suppressed: false,
    outOfService: false,
    shelved: null,
    raisedAt: "2026-11-22T05:00:00.000Z",
    clearedAt: null,
    value: 28.3,
    limit: 28,
    unit: "Cel",
    cause: 1,
    text: { "zh-CN": id, en: id },
    acknowledgements: [],
    ...more,
  };
}
