import { describe, expect, it } from "vitest";
import { maskedMail, maskedNumber, maskedText, maskedUrl, secretsIn } from "./mask.ts";

describe("what is shown", () => {
  it("of a number is its beginning and end, of a short one nothing", () => {
    expect(["13900000001", "+86 139-0000-0001", "0551-12345678", "1234567", "110"].map(maskedNumber)).toEqual([
      "139****0001",
      "861****0001",
      "055****5678",
      "****",
      "****",
    ]);
  });

  it("of a mail address is its first letter and its domain", () => {
    expect(["li.lei@school.example", "a@b.example", "@x", "x"].map(maskedMail)).toEqual([
      "l****@school.example",
      "a****@b.example",
      "****",
      "****",
    ]);
  });

  it("of an address on the web is who is there", () => {
    expect(maskedUrl("https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef")).toBe(
      "https://oapi.dingtalk.com/****",
    );
    expect(maskedUrl("nonsense")).toBe("****");
  });

  it("of another side's words is everything but numbers, mail addresses, addresses and what we know as secret", () => {
    const text =
      "user 139 0000 0001 (li.lei@school.example) of https://a.example/x?key=k3 gave key SEC0000; 8613900000002, 0551-1234-5678 at 2026-11-23 02:10:07 from 192.168.100.200:65535, code 310000";
    expect(maskedText(text, ["SEC0000"])).toBe(
      "user 139****0001 (l****@school.example) of https://a.example/**** gave key ****; 861****0002, 055****5678 at 2026-11-23 02:10:07 from 192.168.100.200:65535, code 310000",
    );
  });

  it("of a number in the digits of another script or width is nothing", () => {
    expect(maskedText("user １３９００００００００１ or ١٣٩٠٠٠٠٠٠٠١ is away", [])).toBe("user **** or **** is away");
  });

  it("of a robot's address hides its key wherever it is repeated", () => {
    const key = "693a91f6-7abc-4bc4-97a0-0ec2";
    expect(secretsIn(`https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`)).toContain(key);
    expect(secretsIn(`https://open.feishu.cn/open-apis/bot/v2/hook/${key}`)).toContain(key);
    expect(secretsIn("geheim")).toEqual(["geheim"]);
  });
});
