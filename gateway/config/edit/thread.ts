// Edits a large file in a thread of its own, so that devices are served meanwhile.
import { Worker } from "node:worker_threads";
import { GatewayError } from "../../kit/errors.ts";
import type { ItemEdit } from "./edit.ts";

/** What the thread answers. */
export type Edited =
  | { readonly bytes: Uint8Array }
  | { readonly error: { readonly code: string; readonly message: string; readonly remedy: string } };

/** `editItem` in a thread. Throws what it throws. */
export async function editInThread(bytes: Uint8Array, edit: ItemEdit): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Edited>();
  const worker = new Worker(new URL("./edit-thread.ts", import.meta.url), {
    workerData: { bytes, edit },
    name: "config-edit",
  });
  worker.once("message", resolve);
  worker.once("error", reject);
  worker.once("exit", (code) => reject(new Error(`the thread that edits campus.yaml ended with ${code}`)));
  const edited = await promise;
  if ("bytes" in edited) return edited.bytes;
  const { code, message, remedy } = edited.error;
  throw new GatewayError(code, message, remedy);
}
