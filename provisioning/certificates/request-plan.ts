// `npm run provision -- county-request`: the campus's key towards its county, and the request for a certificate that is sent there.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { isId } from "#gateway/contract/ids.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { writeWhole } from "#gateway/kit/tls/pair-file.ts";
import { giveToOwnerOf } from "../plan/owner.ts";
import type { Plan, Said, Step } from "../plan/plan.ts";
import { CAMPUS_FILES } from "./campus-certificate.ts";

export const REQUEST_USAGE = "npm run provision -- county-request --config campus.yaml [--yes]";

/** Beside campus.yaml. */
const FOLDER = "county";
const text = { type: "string" } as const;
const OPTIONS = { config: text, yes: { type: "boolean", default: false } } as const;

/** A maker of plans for these arguments; each call looks afresh. */
export function requestPlans(args: readonly string[], cwd: string): { yes: boolean; plan: () => Promise<Plan> } {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.config === undefined)
    throw new GatewayError("usage", "--config is missing", `call it as\n${REQUEST_USAGE}`);
  const config = resolve(cwd, values.config);
  return { yes: values.yes, plan: () => Promise.resolve(planOf(config)) };
}

function planOf(config: string): Plan {
  const campus = campusIn(config);
  const folder = join(dirname(config), FOLDER);
  const [key, request] = [join(folder, CAMPUS_FILES.key), join(folder, CAMPUS_FILES.request)];
  const remarks: Said[] = [
    [`把 ${request} 交给县级平台 (私钥留在本校); 收到的两个文件放回 ${folder}`, `Give ${request} to the county (the key stays here), and put the two files that come back into ${folder}`],
    [
      `然后在 campus.yaml 的 county 里写: ${section()}`,
      `Then write into the section county of campus.yaml: ${section()}`,
    ],
  ]; // biome-ignore format: one remark a line
  const makeKey: Step = {
    what: [key, key],
    change: existsSync(key)
      ? null
      : {
          is: "made",
          apply: async () => {
            mkdirSync(folder, { recursive: true, mode: 0o700 });
            const { makeClientKey } = await import("#gateway/kit/tls/client-certificates.ts");
            await writeWhole(key, await makeClientKey(), 0o600);
            giveToOwnerOf(config, folder, key);
          },
        },
  };
  const makeRequest: Step = {
    what: [request, request],
    change: existsSync(request)
      ? null
      : {
          is: "made",
          apply: async () => {
            const made = await import("#gateway/kit/tls/client-certificates.ts");
            await writeWhole(request, await made.makeRequest(readFileSync(key, "utf8"), campus), 0o644);
            giveToOwnerOf(config, request);
          },
        },
  };
  return { title: `${campus} → county`, steps: [makeKey, makeRequest], remarks };
}

function section(): string {
  const { certificate, key, authority } = CAMPUS_FILES;
  return `certificateFile: ${FOLDER}/${certificate}, keyFile: ${FOLDER}/${key}, caFile: ${FOLDER}/${authority}`;
}

/** The id in a campus.yaml; all else may still be wrong. */
function campusIn(config: string): string {
  try {
    const id: unknown = parse(readFileSync(config, "utf8"))?.campus?.id;
    if (typeof id === "string" && isId(id)) return id;
  } catch (cause) {
    throw new GatewayError("config-invalid", `${config} cannot be read: ${messageOf(cause)}`, "Name a campus.yaml.", {
      cause,
    });
  }
  throw new GatewayError("config-invalid", `${config} has no campus.id`, "Name a campus.yaml, and give the campus its id first."); // biome-ignore format: one line
}
