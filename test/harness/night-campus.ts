// The virtual campus at night with everybody who is called: its devices, its gateway, the county, a modem with a network of its own, a group
// chat, the persons of the roster and the console of the guard room.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linkedCampus } from "#provisioning/up/linked-campus.ts";
import { type County, startCounty } from "./county.ts";
import { ADMIN_PASSWORD, PROJECT } from "./gateway.ts";
import { type GuardConsole, openGuardConsole } from "./guard-console.ts";
import { HttpClient } from "./http.ts";
import { type ModemSimulator, startModem } from "./modem.ts";
import { putOnDuty, signOn } from "./on-duty.ts";
import { type Restartable, startRestartable } from "./processes.ts";
import { type RobotServer, startRobots } from "./robots.ts";
import { tempFolder } from "./temp.ts";
import { until } from "./wait.ts";

const ID = "no3-middle";

/** Who is on duty, by post, with the number that the modem dials. */
export const PEOPLE = {
  guard: { name: "周戊", phone: "19900000004" },
  "it-teacher": { name: "信息技术教师乙", phone: "19900000021" },
  leader: { name: "校领导丙", phone: "19900000033" },
} as const;
export type Post = keyof typeof PEOPLE;

export interface NightCampus extends AsyncDisposable {
  readonly gateway: Restartable;
  readonly county: County;
  readonly modem: ModemSimulator;
  readonly robots: RobotServer;
  readonly guard: GuardConsole;
  /** Ids of the persons. */
  readonly persons: Readonly<Record<Post, string>>;
  /** Signed in as admin at the gateway that runs now. */
  client(): Promise<HttpClient>;
  /** The school's clock begins at 02:09. */
  begin(): Promise<void>;
}

/** Everything but the devices is there and idle; `begin` lets the night begin, which goes by `speed` times faster. */
export async function openNightCampus(speed: number): Promise<NightCampus> {
  await using made = new AsyncDisposableStack();
  const folder = made.use(tempFolder("night"));
  const county = made.use(await startCounty({ campuses: { [ID]: {} } }));
  const robots = made.use(await startRobots());
  const modem = made.use(await startModem({ ringMs: 700 }));
  const { files, ports } = await linkedCampus({
    data: join(folder.path, "data"),
    ports: { http: 0, https: 0, mqtt: 0 },
    countyHttp: 0,
    county: false,
    local: true,
    day: { speed, from: "02:09", seed: 1 },
  });
  const { commandKey } = (await (await county.admin()).get("command-key")).json<{ commandKey: string }>();
  writeFileSync(join(files.folder, "group.url"), `${robots.url("dingtalk")}\n`, { mode: 0o600 });
  writeFileSync(join(files.folder, "group.secret"), `${robots.secret}\n`, { mode: 0o600 });
  const link = {
    mqtt: county.run.mqtt ?? "",
    http: county.run.http ?? "",
    secretFile: county.campus(ID).secretFile,
    commandKey,
  };
  writeFileSync(files.config, shortNight(readFileSync(files.config, "utf8")) + notifyText(link, modem.path));
  writeFileSync(join(folder.path, "admin-password"), `${ADMIN_PASSWORD}\n`, { mode: 0o600 });
  const gateway = made.use(
    await startRestartable(
      [join(PROJECT, "gateway", "start.mjs"), "--config", files.config, "--data", files.folder],
      files.folder,
      { CAMPUS_ADMIN_PASSWORD_FILE: join(folder.path, "admin-password") },
    ),
  );
  const base = () => gateway.run.http ?? "";
  let signedIn: HttpClient | null = null;
  const client = async () => {
    // One session for each run: an account has only so many.
    if (signedIn?.base === base()) return signedIn;
    const one = new HttpClient(base());
    const answer = await one.signIn("admin", ADMIN_PASSWORD);
    if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${answer.text}`);
    signedIn = one;
    return one;
  };
  const persons = await putOnDuty(await client(), PEOPLE);
  await signOn(await client(), "guard", persons.guard);
  const guard = made.use(openGuardConsole(base, "guard"));
  const playing = made.use(new AsyncDisposableStack());
  const begin = async () => {
    const play = [join(PROJECT, "provisioning", "demo", "start.mjs"), "--campus", files.folder];
    const links = [...ports].flatMap(([link, port]) => [`--${link}`, String(port)]);
    const devices = startPlay([...play, ...links, "--speed", String(speed), "--from", "02:09"]);
    playing.defer(devices);
  };
  await until("the guard room's console", async () => {
    const now = (await (await client()).get("duty/now")).json<{
      posts: { id: string; console: { present: boolean } }[];
    }>();
    return now.posts.find(({ id }) => id === "guard")?.console.present === true;
  });
  const kept = made.move();
  return {
    gateway,
    county,
    modem,
    robots,
    guard,
    persons,
    client,
    begin,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Starts what plays the devices; gives back what ends it. */
function startPlay(args: readonly string[]): () => Promise<void> {
  const child = spawn(process.execPath, [...args], { cwd: PROJECT, stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return async () => {
    child.kill("SIGTERM");
    await ended;
  };
}

/** Delays for a night of two minutes, with a plan of its own; and without the water, which is another story. */
function shortNight(text: string): string {
  return text
    .replaceAll(/every: (5|10)s/g, "every: 1s")
    .replace(/below: 150, deadband: 20, onDelay: 10s/, "below: 150, deadband: 20, onDelay: 1s")
    .replace(/# 岗位[\s\S]*?\n {2}sheet: [^\n]*\n/, "")
    .replace(/ {2}- \{ id: mr-leak[^\n]*\n[^\n]*\n[^\n]*\n/, "")
    .replace(
      "\nalarms:\n",
      `
alarms:
  - { id: rack-hot, device: mr1-th2, point: temperature, above: 28, deadband: 1, onDelay: 1s, severity: critical,
      text: { zh-CN: 机柜温度过高, en: Rack too hot }, action: { zh-CN: 打开备用空调，关掉不要紧的服务器。, en: Start the spare air conditioner. } }
`,
    );
}

interface Link {
  readonly mqtt: string;
  readonly http: string;
  readonly secretFile: string;
  readonly commandKey: string;
}

function notifyText({ mqtt, http, secretFile, commandKey }: Link, modem: string): string {
  return `
county: { url: "${mqtt}", username: ${ID}, secretFile: ${secretFile}, commandKey: "${commandKey}", may: [], summaryEvery: 5s }
duty:
  posts:
    - { id: guard, name: 门卫室, place: guard-e }
    - { id: it-teacher, name: 信息技术教师 }
    - { id: leader, name: 带班领导 }
notify:
  modem: { serial: ${modem}, baud: 115200, voice: ctts }
  link: { url: "${http}", for: 30min }
  roads:
    - { id: post, kind: post, name: 岗位电脑 }
    - { id: call, kind: modem-call, name: 4G 电话 }
    - { id: sms, kind: modem-sms, name: 4G 短信 }
    - { id: group, kind: dingtalk, name: 值班群, urlFile: group.url, secretFile: group.secret }
    - { id: county, kind: county, name: 县级平台 }
  plans:
    - id: machine-room
      severities: [critical, high]
      places: [machine-room-1]
      steps:
        - { after: 0s, to: guard, by: [post, group] }
        - { after: 4s, to: it-teacher, by: [call, sms] }
        - { after: 12s, to: leader, by: [sms] }
        - { after: 10min, to: county, by: [county] }
`;
}
