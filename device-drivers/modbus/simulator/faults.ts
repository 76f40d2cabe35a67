// What a bad device, cable or serial server does to an answer, as steps on the wire, pure.
import { exceptionAnswer } from "./device.ts";

export const FAULTS = [
  "silent", "late", "truncated", "garbage", "wrong-unit", "wrong-transaction", "wrong-function", "wrong-protocol", "wrong-count",
  "too-short", "trailing", "twice", "reset", "closed", "hangs-up", "slow",
] as const; // biome-ignore format: a list of words

/** A fault, or an exception code (1–11). */
export type Fault = (typeof FAULTS)[number] | { readonly exception: number };

/** What happens instead of the answer: bytes, pauses and an end. `stall`: nothing more comes. */
export type Step =
  | { readonly do: "send"; readonly bytes: Buffer }
  | { readonly do: "wait" }
  | { readonly do: "turn" }
  | { readonly do: "stall" }
  | { readonly do: "reset" }
  | { readonly do: "close" };

export interface Asked {
  readonly transaction: number;
  readonly unit: number;
  /** Function code first. */
  readonly request: Buffer;
}

/** A whole frame of Modbus TCP: header, unit, answer. */
export function tcpFrameOf(
  { transaction, unit }: Pick<Asked, "transaction" | "unit">,
  answer: Buffer,
  protocol = 0,
): Buffer {
  const header = Buffer.alloc(7);
  header.writeUInt16BE(transaction, 0);
  header.writeUInt16BE(protocol, 2);
  header.writeUInt16BE(answer.length + 1, 4);
  header[6] = unit;
  return Buffer.concat([header, answer]);
}

/** Puts an answer into what frames it on the link. */
export type Framing = (asked: Pick<Asked, "transaction" | "unit">, answer: Buffer, protocol?: number) => Buffer;

/** The steps that a fault makes of the right answer. */
export function stepsOf(
  fault: Fault | null,
  asked: Asked,
  answer: Buffer,
  frameOf: Framing = tcpFrameOf,
): readonly Step[] {
  const right = frameOf(asked, answer);
  const send = (bytes: Buffer): Step => ({ do: "send", bytes });
  const stall: Step = { do: "stall" };
  if (fault === null) return [send(right)];
  if (typeof fault === "object") return [send(frameOf(asked, exceptionAnswer(asked.request[0] ?? 0, fault.exception)))];
  switch (fault) {
    case "silent":
      return [stall];
    case "late":
      return [stall, { do: "wait" }, send(right)];
    case "truncated":
      return [send(right.subarray(0, Math.max(1, right.length - 2))), stall];
    case "garbage":
      return [send(Buffer.from("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")), stall];
    case "wrong-unit":
      return [send(frameOf({ ...asked, unit: (asked.unit + 1) & 0xff }, answer))];
    case "wrong-transaction":
      return [send(frameOf({ ...asked, transaction: (asked.transaction + 1) & 0xffff }, answer)), stall];
    case "wrong-function":
      return [send(frameOf(asked, Buffer.concat([Buffer.from([(answer[0] ?? 0) ^ 7]), answer.subarray(1)])))];
    case "wrong-protocol":
      return [send(frameOf(asked, answer, 7))];
    case "wrong-count":
      return [
        send(
          frameOf(
            asked,
            Buffer.concat([answer.subarray(0, 1), Buffer.from([(answer[1] ?? 0) ^ 2]), answer.subarray(2)]),
          ),
        ),
      ];
    case "too-short":
      return [send(frameOf(asked, answer.subarray(0, -2)))];
    case "trailing":
      return [send(Buffer.concat([right, Buffer.from([0, 0, 0])]))];
    case "twice":
      return [send(right), { do: "turn" }, send(right)];
    case "reset":
      return [{ do: "reset" }];
    case "closed":
      return [{ do: "close" }];
    case "hangs-up":
      return [send(right), { do: "close" }];
    case "slow":
      return [...right].flatMap((byte): Step[] => [send(Buffer.from([byte])), { do: "turn" }]);
  }
}
