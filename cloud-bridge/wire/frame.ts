// One sealed frame: a line of JSON that says what follows, and the body, compressed. Pure: bytes in, a frame or one reason out.
import { hash } from "node:crypto";
import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompressSync } from "node:zlib";
import { isId } from "#gateway/contract/ids.ts";
import { readJson } from "#gateway/kit/http/json.ts";
import { isCount, isOutboxId, type JsonObject, readObject } from "./checks.ts";
import { isLane, type Lane } from "./topics.ts";

/** The first line of a frame (contract §9). */
export interface FrameHeader {
  readonly v: 1;
  readonly campus: string;
  readonly outbox: string;
  readonly lane: Lane;
  readonly frame: number;
  /** Entries, or rows of a summary. */
  readonly n: number;
  /** Of the body's bytes as they travel, lower-case hex. */
  readonly sha256: string;
  readonly codec: "json+zstd";
}

export type FrameName = Pick<FrameHeader, "campus" | "outbox" | "lane" | "frame">;

/** Why a frame is refused; stable words, answered to the campus. */
export type FrameFault =
  | "bad-header"
  | "bad-version"
  | "bad-codec"
  | "bad-sha256"
  | "bad-body"
  | "forbidden-key"
  | "too-large"
  | "wrong-campus"
  | "wrong-lane";

export type FrameRead =
  | { readonly header: FrameHeader; readonly body: unknown }
  /** `header` is null when not even the first line could be read. */
  | { readonly fault: FrameFault; readonly header: FrameHeader | null };

/** A frame as it travels; a broker between may not take more. */
export const MAX_FRAME_BYTES = 256 * 1024;
/** What a frame may unpack to. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_HEADER_BYTES = 1024;
const SHA256 = /^[0-9a-f]{64}$/;
const NEW_LINE = 0x0a;

const compress = promisify(zstdCompress);
/** Frames are small and lines are thin: a tenth to a third less than with the usual 3, for some milliseconds a minute. */
const LEVEL = { [constants.ZSTD_c_compressionLevel]: 15 };

/** Compresses a body, beside the main thread. */
export async function packBody(body: unknown): Promise<Buffer> {
  const text = Buffer.from(JSON.stringify(body));
  // Knowing the size, zstd takes only the memory that so much text needs.
  return await compress(text, { params: LEVEL, pledgedSrcSize: text.length });
}

/** The bytes of a frame around a packed body; equal input gives equal bytes. */
export function frameBytes({ campus, outbox, lane, frame }: FrameName, n: number, packed: Uint8Array): Buffer {
  const sha256 = hash("sha256", packed, "hex");
  const header: FrameHeader = { v: 1, campus, outbox, lane, frame, n, sha256, codec: "json+zstd" };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`, "utf8"), packed]);
}

/** Reads a frame that came on a topic of this campus and lane. */
export function readFrame(bytes: Uint8Array, from: { readonly campus: string; readonly lane: Lane }): FrameRead {
  const end = bytes.subarray(0, MAX_HEADER_BYTES).indexOf(NEW_LINE);
  const line = end < 0 ? null : readObject(bytes.subarray(0, end));
  if (line === null) return { fault: "bad-header", header: null };
  if (line.v !== 1 && isCount(line.v)) return { fault: "bad-version", header: null };
  const header = headerOf(line);
  if (header === null)
    return { fault: line.codec === undefined || line.codec === "json+zstd" ? "bad-header" : "bad-codec", header };
  if (header.campus !== from.campus) return { fault: "wrong-campus", header };
  if (header.lane !== from.lane) return { fault: "wrong-lane", header };
  if (bytes.length > MAX_FRAME_BYTES) return { fault: "too-large", header };
  const packed = bytes.subarray(end + 1);
  if (hash("sha256", packed, "hex") !== header.sha256) return { fault: "bad-sha256", header };
  const unpacked = unpack(packed);
  if (typeof unpacked === "string") return { fault: unpacked, header };
  const read = readJson(unpacked);
  if ("fault" in read) return { fault: read.fault === "forbidden-key" ? "forbidden-key" : "bad-body", header };
  return { header, body: read.value };
}

function headerOf(line: JsonObject): FrameHeader | null {
  const { v, campus, outbox, lane, frame, n, sha256, codec } = line;
  if (v !== 1 || codec !== "json+zstd" || !isId(campus) || !isOutboxId(outbox) || !isLane(lane)) return null;
  if (!isCount(frame, 1) || !isCount(n) || typeof sha256 !== "string" || !SHA256.test(sha256)) return null;
  return { v, campus, outbox, lane, frame, n, sha256, codec };
}

function unpack(packed: Uint8Array): Buffer | FrameFault {
  try {
    return zstdDecompressSync(packed, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    return code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "bad-body";
  }
}
