// Starts one county process: what `npm run county -- --config county.yaml --data DIR` runs.
import { main } from "./main.ts";

main();
