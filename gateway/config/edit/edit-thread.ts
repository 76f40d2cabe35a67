// The thread of thread.ts: one edit, then it ends.
import { parentPort, workerData } from "node:worker_threads";
import { GatewayError } from "../../kit/errors.ts";
import { editItem, type ItemEdit } from "./edit.ts";
import type { Edited } from "./thread.ts";

const { bytes, edit }: { bytes: Uint8Array; edit: ItemEdit } = workerData;

function answer(): Edited {
  try {
    return { bytes: editItem(bytes, edit) };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { code, message, remedy } = error;
    return { error: { code, message, remedy } };
  }
}

parentPort?.postMessage(answer());
