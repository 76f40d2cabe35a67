import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type SmsServer, startSms } from "#test/harness/sms.ts";
import type { HttpSettings } from "../../../contract/notify.ts";
import type { Letter } from "../road.ts";
import { httpSettings, letterOf, WORDS } from "../testing.ts";
import { ALIYUN, ALIYUN_V2 } from "./aliyun.ts";
import { HMAC } from "./hmac.ts";
import { httpRoad } from "./service.ts";
import { authorizationV3, plainSignature, signatureV2 } from "./sign.ts";

const KINDS = { aliyun: ALIYUN, "aliyun-v2": ALIYUN_V2, hmac: HMAC } as const;
const SIGNS = ["aliyun", "aliyun-v2", "hmac"] as const;

let service: SmsServer;
beforeEach(async () => {
  service = await startSms();
});
afterEach(() => service[Symbol.asyncDispose]());

interface Sent extends Partial<HttpSettings> {
  readonly secret?: string;
  readonly now?: () => number;
  readonly letter?: Partial<Letter>;
  readonly signal?: AbortSignal;
}

function send({ secret = service.secret, now = Date.now, letter = {}, signal, ...more }: Sent = {}) {
  const settings = httpSettings(service.url, more);
  const parts = { settings, secret: () => secret, ca: () => undefined, now };
  return httpRoad(KINDS[settings.sign], parts).send(letterOf(letter), signal ?? new AbortController().signal);
}

describe("signatures", () => {
  it("by V2 are those of Alibaba Cloud's own example for SendSms", () => {
    const parameters = {
      SignatureMethod: "HMAC-SHA1",
      SignatureNonce: "45e25e9b-0a6f-4070-8c85-2956eda1b466",
      AccessKeyId: "testId",
      SignatureVersion: "1.0",
      Timestamp: "2017-07-12T02:42:19Z",
      Format: "XML",
      Action: "SendSms",
      Version: "2017-05-25",
      RegionId: "cn-hangzhou",
      PhoneNumbers: "15300000001",
      SignName: "阿里云短信测试专用",
      TemplateParam: '{"customer":"test"}',
      TemplateCode: "SMS_71390007",
      OutId: "123",
    };
    expect(signatureV2("GET", parameters, "testSecret")).toBe("zJDF+Lrzhj/ThnlvIToysFRq6t4=");
  });

  it.each([
    ["3156853299f313e23d1673dc12e1703d", "2023-10-26T10:22:32Z", "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"],
    ["d410180a5abf7fe235dd9b74aca91fc0", "2023-10-26T09:01:01Z", "e521358f7776c97df52e6b2891a8bc73026794a071b50c3323388c4e0df64804"],
  ])("by V3 are those of Alibaba Cloud's own example of %s", (nonce, date, signature) => {
    const query = { ImageId: "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", RegionId: "cn-shanghai" };
    const headers = {
      host: "ecs.cn-shanghai.aliyuncs.com",
      "x-acs-action": "RunInstances",
      "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "x-acs-date": date,
      "x-acs-signature-nonce": nonce,
      "x-acs-version": "2014-05-26",
    };
    expect(authorizationV3(query, headers, "YourAccessKeyId", "YourAccessKeySecret")).toBe(
      `ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=${signature}`,
    );
  });

  it("of our own are what a shell computes: printf '1700000000\\n{}' | openssl dgst -sha256 -hmac secret", () => {
    expect(plainSignature("1700000000", "{}", "secret")).toBe(
      "346a8f68fec04c9eee008b1bb9797f79920c7c67fdc75c2c67108852e95a3505",
    );
  });
}); // biome-ignore format: vectors a line each

describe.each(SIGNS)("an SMS signed by %s", (sign) => {
  it("is taken with its number, template, words and number in the ledger", async () => {
    expect(await send({ sign })).toMatchObject({ is: "accepted", reference: expect.stringMatching(/1$/) });
    expect(service.taken).toMatchObject([
      {
        number: "19900000001",
        template: "SMS_1",
        variables: { place: "网络中心机房", what: "市电中断" },
        id: "sms-1",
      },
    ]);
  });

  it("with a wrong secret, or at a wrong time, has failed and is not tried again", async () => {
    expect(await send({ sign, secret: "other" })).toMatchObject({ is: "failed", again: false });
    expect(await send({ sign, now: () => Date.now() - 3_600_000 })).toMatchObject({ is: "failed", again: false });
    expect(service.taken).toEqual([]);
  });

  it("behind a portal or a redirect was not taken, whatever the status says; nobody follows", async () => {
    service.answer("portal");
    expect(await send({ sign })).toMatchObject({ is: "failed", code: "not-the-service", again: true });
    service.answer("elsewhere");
    expect(await send({ sign })).toMatchObject({ is: "failed", code: "not-the-service", again: true });
    expect(service.requests).toBe(2);
  });

  it("that was handed over and never answered is unknown", async () => {
    service.answer("hang");
    const stopping = new AbortController();
    const sending = send({ sign, signal: stopping.signal });
    while (service.requests === 0) await new Promise((resolve) => setImmediate(resolve));
    stopping.abort();
    expect(await sending).toMatchObject({ is: "unknown" });
  });

  it("to a person without a number is nobody's failure but says so", async () => {
    expect(await send({ sign, letter: { to: { phones: ["gate"], mail: null } } })).toMatchObject({ code: "no-number" });
    expect(service.requests).toBe(0);
  });

  it("names everybody's number as the service wants it", async () => {
    for (const phone of ["+86 199-0000-0002", "008619900000003", "199 0000 0004"])
      await send({ sign, letter: { to: { phones: [phone], mail: null } } });
    expect(service.taken.map(({ number }) => number)).toEqual(["19900000002", "19900000003", "19900000004"]);
  });

  it("carries no markup, address or endless number, however a device is called", async () => {
    const evil = `<speak>&amp;<break/></speak>\r\nhttps://evil.example/x [a](b) @all \u202E*_${"9".repeat(10_000)}${"网".repeat(100)}`;
    const words = { ...WORDS, place: evil, alarm: "\u0000<>" };
    expect(await send({ sign, letter: { words } })).toMatchObject({ is: "accepted" });
    const { place = "", what = "" } = service.taken[0]?.variables ?? {};
    expect([...place].length).toBeLessThanOrEqual(35);
    expect(place).not.toMatch(/[<>&@[\]*_\r\n]|evil|9{13}/u);
    expect(what).toBe("-");
  });
});

describe("the limits of a service", () => {
  it("say how long it wants peace: a minute, an hour, a day", async () => {
    let nowMs = Date.now();
    await using strict = await startSms(true, () => nowMs);
    const one = () => send({ url: strict.url.href, now: () => nowMs });
    expect(await one()).toMatchObject({ is: "accepted" });
    expect(await one()).toMatchObject({ code: "isv.BUSINESS_LIMIT_CONTROL", again: true, afterMs: 60_000 });
    for (let i = 1; i < 5; i++) {
      nowMs += 61_000;
      expect(await one()).toMatchObject({ is: "accepted" });
    }
    nowMs += 61_000;
    expect(await one()).toMatchObject({ afterMs: 3_600_000 });
    for (let i = 5; i < 10; i++) {
      nowMs += 3_600_000;
      expect(await one()).toMatchObject({ is: "accepted" });
    }
    nowMs += 3_600_000;
    expect(await one()).toMatchObject({ again: true, afterMs: 86_400_000 });
  });

  it("of a county's gateway are as long as it says", async () => {
    await using strict = await startSms(true);
    await send({ sign: "hmac", url: strict.url.href });
    expect(await send({ sign: "hmac", url: strict.url.href })).toMatchObject({
      code: "limit",
      again: true,
      afterMs: 60_000,
    });
  });

  it.each([
    ["isv.AMOUNT_NOT_ENOUGH", 200, false],
    ["isv.SMS_TEMPLATE_ILLEGAL", 200, false],
    ["isp.SYSTEM_ERROR", 200, true],
    ["Throttling.User", 400, true],
    ["ServiceUnavailable", 503, true],
    ["InvalidAccessKeyId.Inactive", 403, false],
  ])("and its trouble %s decide whether another try makes sense", async (code, status, again) => {
    service.answer({ status, body: { Code: code, Message: "x" } });
    expect(await send()).toMatchObject({ is: "failed", code, again });
  });
});

describe("a call", () => {
  it.each(["aliyun", "aliyun-v2"] as const)("signed by %s is ordered with the number that is shown", async (sign) => {
    const outcome = await send({ sign, kind: "http-voice", template: "TTS_1", signName: null, shown: "055112345678" });
    expect(outcome).toMatchObject({ is: "accepted", reference: "call-1" });
    expect(service.taken).toMatchObject([{ action: "SingleCallByTts", template: "TTS_1", number: "19900000001" }]);
  });
});
