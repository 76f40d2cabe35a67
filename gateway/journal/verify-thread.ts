// The thread in which the whole journal file is checked while the gateway already works.
import { parentPort, workerData } from "node:worker_threads";
import { fileProblem } from "./verify.ts";

parentPort?.postMessage(fileProblem(String(workerData)));
