// A device's `result` message ends the command that it names: the end is stored in place of the message's own entry, so that the device is
// answered only when the end is on disk.
import type { Fresh, Happening, Receipt } from "../journal/record.ts";
import type { BrokerOptions, DeviceResult } from "./port.ts";

export interface EndOfCommand {
  readonly record: Happening;
  /** Told before the device's own receipt. */
  receipt(of: Receipt): Receipt;
}

/** The command's end; null when the record is no result, or nobody's. */
export function endedBy(record: Fresh, resultOf: NonNullable<BrokerOptions["resultOf"]>): EndOfCommand | null {
  if (record.kind !== "state" || record.type !== "device.result" || record.device === null) return null;
  const { id, ok, code, detail, data, ...rest } = record.body;
  // What readHappening has checked.
  const end = resultOf(record.device, String(id), { ok: ok === true, code, detail, data } as DeviceResult);
  if (end === null) return null;
  return {
    record: { ...record, kind: "command", type: end.type, cause: end.cause, body: { ...end.body, ...rest } },
    receipt: (of) => ({
      settle: (error) => {
        if (error !== null) end.undo();
        of.settle(error);
      },
    }),
  };
}
