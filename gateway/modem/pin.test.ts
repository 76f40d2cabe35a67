// A power failure while the SIM checks its PIN must not make the next start forget that it was tried.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "#test/harness/temp.ts";
import type { Reply } from "./at/reply.ts";
import { enterPin } from "./pin.ts";

it("a PIN's try is on disk before the modem hears it; after two of which the end is not known it is not tried again", async () => {
  await using folder = tempFolder();
  const pinFile = join(folder.path, "pin");
  writeFileSync(pinFile, "1234\n");
  const kept: unknown[] = [];
  const dialogue = {
    command: async (line: string): Promise<Reply> => {
      if (line.startsWith("AT+CPIN=")) {
        kept.push(JSON.parse(readFileSync(join(folder.path, "modem-pin.json"), "utf8")));
        throw new Error("the power failed");
      }
      return { is: "ok", lines: [] };
    },
  };
  const start = () => enterPin(dialogue, { pinFile, folder: folder.path });
  await expect(start()).rejects.toThrow("the power failed");
  await expect(start()).rejects.toThrow("the power failed");
  expect(await start()).toMatchObject({ sim: "pin-refused" });
  expect(kept).toMatchObject([{ tries: 1 }, { tries: 2 }]);
});
