import { expect, test } from "vitest";
import { loadProfiles } from "./profiles.ts";
import { readCampus } from "./read.ts";
import { type BadFile, tellsEachRule } from "./rules-testing.ts";
import { bytesOf, CAMPUS, linesOf } from "./testing.ts";

const profiles = await loadProfiles();

const POSTS = "duty: { posts: [{ id: guard, name: 门卫室, place: gate }, { id: it, name: 信息技术教师 }] }\n";
const COUNTY = `county: { url: "mqtts://county.example:8883", commandKey: "ed25519:${"A".repeat(43)}" }\n`;
const SMS = `kind: http-sms, name: 短信, sign: aliyun, url: "https://sms.example/", keyId: k, secretFile: s, template: T, signName: 三中`;

/** A campus of these roads and plans, with whatever else `notify` says. */
function campus(parts: { roads?: string; plans?: string; more?: string; posts?: string; county?: string }): string {
  const { roads = "", plans = "", more = "", posts = POSTS, county = "" } = parts;
  const places = "places: [{ id: gate, name: 校门, class: gate }]\n";
  return `${CAMPUS}${places}${county}${posts}notify: { roads: [${roads}], plans: [${plans}]${more} }\n`;
}
const road = (text: string) => campus({ roads: `{ id: r, ${text} }` });
const CALLED = "{ id: r, kind: post, name: 喇叭 }, { id: c, kind: county, name: 县级平台 }";
const steps = (...texts: string[]) =>
  campus({
    roads: CALLED,
    county: COUNTY,
    plans: `{ id: p, steps: [${texts.map((text) => `{ ${text} }`).join(", ")}] }`,
  });

function read(text: string) {
  const result = readCampus(bytesOf(text), profiles);
  if (!result.ok) throw new Error(linesOf(text, profiles).join("\n"));
  return result.config;
}

const BAD: readonly BadFile[] = [
  ["a post's place exists", campus({ posts: POSTS.replace("gate", "gat") }), "duty.posts[0].place", "did you mean gate?"],
  ["no post is the county", campus({ posts: POSTS.replace("id: it", "id: county") }), "duty.posts[1].id", "another"],
  ["posts have their own ids", campus({ posts: POSTS.replace("id: it", "id: guard") }), "duty.posts[1].id", "duty.posts[0]"],
  ["roads have their own ids", campus({ roads: `${CALLED}, { id: r, kind: post, name: x }`, county: COUNTY }), "notify.roads[2].id", "notify.roads[0]"],
  ["a road's kind is known", road("kind: dingtak, name: x"), "notify.roads[0].kind", "did you mean dingtalk?"],
  ["a robot has an address", road("kind: dingtalk, name: x"), "notify.roads[0].urlFile", "write urlFile"],
  ["WeCom knows no signature", road("kind: wecom, name: x, urlFile: u, secretFile: s"), "notify.roads[0].secretFile", "does not go with wecom"],
  ["a post needs nothing", road("kind: post, name: x, host: y"), "notify.roads[0].host", "take it out"],
  ["mail has a sender", road("kind: smtp, name: x, host: mail.example"), "notify.roads[0].from", "is missing for smtp"],
  ["a sender is one address", road('kind: smtp, name: x, host: mail.example, from: "a@b.example, c@d.example"'), "notify.roads[0].from", "mail address"],
  ["a mail server is a host", road('kind: smtp, name: x, host: "https://mail.example", from: a@b.example'), "notify.roads[0].host", "is not a host"],
  ["a user has a password", road("kind: smtp, name: x, host: mail.example, from: a@b.example, user: u"), "notify.roads[0].passwordFile", "is missing"],
  ["a password has a user", road("kind: smtp, name: x, host: mail.example, from: a@b.example, passwordFile: p"), "notify.roads[0].user", "is missing"],
  ["SMS have a signature name", road(SMS.replace(", signName: 三中", "")), "notify.roads[0].signName", "is missing"],
  ["numbers are never sent in clear text", road(SMS.replace("https", "http")), "notify.roads[0].url", "clear text"],
  ["a template's variable is one of our words", road(`${SMS}, variables: { a: alarms }`), "notify.roads[0].variables.a", "did you mean alarm?"],
  ["a call needs the modem", road("kind: modem-call, name: x"), "notify.roads[0].kind", "needs a modem"],
  ["the county's road needs the county", road("kind: county, name: x"), "notify.roads[0].kind", "needs the county"],
  ["a modem is a serial port", campus({ more: ", modem: { serial: COM3 }" }), "notify.modem.serial", "serial port"],
  ["a link needs the county", campus({ more: ', link: { url: "https://county.example" }' }), "notify.link", "commandKey"],
  ["a link is not clear text", campus({ county: COUNTY, more: ', link: { url: "http://county.example" }' }), "notify.link.url", "clear text"],
  ["a proof goes to a post", campus({ more: ', proof: { at: "08:00", to: itt }' }), "notify.proof.to", "there are: guard, it"],
  ["a sheet goes to a post or a person", campus({ roads: "{ id: g, kind: wecom, name: 群, urlFile: u }", more: ", sheet: { to: [itt], by: [g] }" }), "notify.sheet.to[0]", "there are: guard, it"],
  ["a sheet's road exists", campus({ more: ", sheet: { to: [it], by: [x] }" }), "notify.sheet.by[0]", 'no road "x"'],
  ["no telephone rings for a sheet", campus({ roads: "{ id: k, kind: modem-call, name: x }", more: ", modem: { serial: /dev/modem }, sheet: { to: [it], by: [k] }" }), "notify.sheet.by[0]", "kind modem-call"],
  ["no post says a sheet aloud", campus({ roads: CALLED, county: COUNTY, more: ", sheet: { to: [it], by: [r] }" }), "notify.sheet.by[0]", "kind post"],
  ["a person's sheet has a road to persons", campus({ roads: "{ id: g, kind: wecom, name: 群, urlFile: u }", more: ", sheet: { to: [p-zhao], by: [g] }" }), "notify.sheet.by", "not a person"],
  ["the night is told when it is over", campus({ roads: "{ id: g, kind: wecom, name: 群, urlFile: u }", more: ', sheet: { to: [it], by: [g], morning: "06:59" }' }), "notify.sheet.morning", "07:00"],
  ["the day is told when it is over", campus({ roads: "{ id: g, kind: wecom, name: 群, urlFile: u }", more: ', sheet: { to: [it], by: [g], evening: "17:59" }' }), "notify.sheet.evening", "18:00"],
  ["a plan's places exist", campus({ roads: CALLED, county: COUNTY, plans: "{ id: p, places: [gat], steps: [{ to: guard, by: [r] }] }" }), "notify.plans[0].places[0]", "did you mean gate?"],
  ["a plan has a step", campus({ plans: "{ id: p }" }), "notify.plans[0].steps", "at least one step"],
  ["a step's post exists", steps("to: gurd, by: [r]"), "notify.plans[0].steps[0].to", "did you mean guard?"],
  ["a step has a road", steps("to: guard"), "notify.plans[0].steps[0].by", "at least one road"],
  ["a step's road exists", steps("to: guard, by: [r, x]"), "notify.plans[0].steps[0].by[1]", 'no road "x"'],
  ["a step's road at night exists", steps("to: guard, by: [r], nightBy: [x]"), "notify.plans[0].steps[0].nightBy[0]", 'no road "x"'],
  ["steps come one after the other", steps("to: guard, by: [r]", "to: it, by: [r]"), "notify.plans[0].steps[1].after", "not later"],
  ["the county is reached by its road", steps("to: county, by: [r]"), "notify.plans[0].steps[0].by[0]", "kind county"],
  ["the county's road reaches no post", steps("to: guard, by: [c]"), "notify.plans[0].steps[0].by[0]", "leads to the county"],
  ["a plan's severities are known", campus({ plans: "{ id: p, severities: [hihg], steps: [] }" }), "notify.plans[0].severities[0]", "did you mean high?"],
  ["night is a time of day", campus({ more: ", night: { from: 22 }" }), "notify.night.from", "YAML"],
]; // biome-ignore format: one rule a line

tellsEachRule(BAD, profiles);

test("without duty and notify nobody is told, and nothing is wrong", () => {
  const { duty, notify } = read(CAMPUS);
  expect([duty, notify]).toEqual([{ posts: [] }, null]);
});

test("what the file leaves out is filled in: the night, the plan's severities, budgets, ports", () => {
  const file = campus({
    roads: `{ id: sms, ${SMS} }, { id: mail, kind: smtp, name: 邮件, host: mail.example, from: a@b.example }`,
    plans: "{ id: p, steps: [{ to: guard, by: [sms] }, { after: 2min, to: it, by: [mail], nightBy: [sms] }] }",
    more: ', proof: { at: "08:00", to: it }, sheet: { to: [it, p-head], by: [mail] }',
  });
  const { duty, notify } = read(file);
  expect(duty.posts[0]).toEqual({
    id: "guard",
    name: "门卫室",
    place: "gate",
    covered: "always",
    signOnWithinMs: null,
  });
  expect(notify).toMatchObject({
    night: { fromMinute: 22 * 60, toMinute: 6 * 60 + 30 },
    language: "zh-CN",
    link: null,
    modem: null,
    proof: { minute: 480, to: "it" },
    sheet: { to: ["it", "p-head"], by: ["mail"], morningMinute: 8 * 60 + 15, eveningMinute: 22 * 60 },
  });
  expect(notify?.plans).toEqual([
    {
      id: "p",
      severities: ["critical", "high"],
      places: [],
      steps: [
        { afterMs: 0, to: "guard", by: ["sms"], nightBy: [] },
        { afterMs: 120_000, to: "it", by: ["mail"], nightBy: ["sms"] },
      ],
    },
  ]);
  expect(notify?.roads).toMatchObject([
    { mostPerDay: 200, mostPerNumberPerDay: 50, signName: "三中", shown: null, caFile: null, variables: {} },
    { mostPerDay: null, port: 587, secure: false, user: null, passwordFile: null },
  ]);
});

test("mail on port 465 is encrypted from the first byte", () => {
  const file = campus({ roads: "{ id: m, kind: smtp, name: 邮件, host: mail.example, port: 465, from: a@b.example }" });
  expect(read(file).notify?.roads[0]).toMatchObject({ port: 465, secure: true });
});
