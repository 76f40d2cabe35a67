// Stands where the interface expects campus.yaml, in tests that have none.
import type { ConfigDesk } from "#gateway/api/config-desk.ts";

const noFile = (): never => {
  throw new Error("the bed has no campus.yaml; tests that change it start a gateway");
};
/** Whoever asks for the file is told that this test has none. */
export const noDesk: ConfigDesk = {
  running: noFile,
  versions: noFile,
  check: noFile,
  rule: noFile,
  item: noFile,
  putItem: noFile,
  deleteItem: noFile,
  putText: noFile,
  undo: noFile,
  newSecret: noFile,
  tryDevice: noFile,
};
