// The load generator as a process of its own, so that it can be pinned to a core: LoadOptions as JSON on stdin, LoadResult as JSON on stdout.
import { text } from "node:stream/consumers";
import { runLoad } from "./generator.ts";

process.stdout.write(JSON.stringify(await runLoad(JSON.parse(await text(process.stdin)))));
