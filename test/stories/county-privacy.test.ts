// What leaves the virtual campus on its way to the county, byte for byte, searched for everything that must stay: cards, references to people,
// names of accounts, what people wrote, credentials, addresses.
import { expect, test } from "vitest";
import { happeningsOf } from "#provisioning/demo/day/happenings.ts";
import { PlayedCounty } from "../harness/county-link.ts";
import { startMosquitto } from "../harness/mosquitto.ts";
import { startVirtualCampus } from "../harness/virtual-campus.ts";
import { until } from "../harness/wait.ts";

const WAIT_MS = 90_000;
/** An account that is called like its owner, and what she wrote. */
const ACCOUNT = "zhang-weiwei";
const NAME = "张薇薇";
const WROTE = `${NAME}: 已请王师傅检查空调`;

test("from a busy morning of the virtual campus nothing reaches the county that names a person, a card, an account, a credential or an address", async () => {
  await using broker = await startMosquitto(["allow_anonymous true"]);
  await using county = await PlayedCounty.connect(broker.port);
  county.acknowledgeAll();
  let config = "";
  const edit = (text: string): string => {
    const always = "  - { id: always, device: mr1-env, point: temperature, above: -50, severity: low }\n";
    // This broker lets anybody in.
    const section = `county: { url: "mqtt://127.0.0.1:${broker.port}", summaryEvery: 1s }\n`;
    config = `${text.replace("\nalarms:\n", `\nalarms:\n${always}`)}\n${section}`;
    return config;
  };
  await using campus = await startVirtualCampus(["--from", "07:31", "--speed", "60"], { edit });
  const { client } = campus;
  const made = await client.post("accounts", {
    id: ACCOUNT,
    roles: ["viewer"],
    password: "four words of her own",
  });
  const bodies = () => county.frames.map(({ body }) => JSON.stringify(body)).join("\n");
  await until("passages at the county", () => (bodies().match(/access\.granted/g) ?? []).length >= 20, WAIT_MS);
  await until("figures at the county", () => county.of("summary").length > 0, WAIT_MS);
  await until("an alarm", () => county.of("alarm").length > 0, WAIT_MS);
  const { alarms } = (await client.get("alarms?state=all")).json<{ alarms: { id: string; occurrence: number }[] }>();
  const [alarm] = alarms;
  expect(alarm).toBeDefined();
  const acknowledged = await client.post(`alarms/${alarm?.id}/ack`, { occurrence: alarm?.occurrence, comment: WROTE });
  expect([made.status < 300, acknowledged.status]).toEqual([true, 200]);
  await until("the acknowledgement at the county", () => bodies().includes("alarm.acknowledged"), WAIT_MS);

  const cards = ["east-l3", "east-l4", "chem-door"].flatMap((device) =>
    happeningsOf(device, 1).flatMap(({ data }) => (typeof data.card === "string" ? [data.card] : [])),
  );
  const credentials = [...config.matchAll(/sha256: ([0-9a-f]{64})/g)].flatMap(([, hash]) => hash ?? []);
  expect([cards.length > 100, credentials.length > 10]).toEqual([true, true]);
  const sent = `${bodies()}\n${JSON.stringify(county.hellos)}`;
  const words = [...cards, ...credentials, ACCOUNT, NAME, WROTE, "personRef", "credentialRef", "127.0.0.1", "::1"];
  expect(words.filter((word) => sent.includes(word))).toEqual([]);
}, 300_000);
