// What accounts refuse and what to do about it, in both languages: whoever makes an account reads it on the screen.
import { GatewayError } from "../errors.ts";
import { fill, type Language, type Values } from "../i18n.ts";

type Said = readonly [message: string, remedy: string];

const LONGER: Readonly<Record<Language, string>> = {
  en: "Take a longer one: four or five words that do not belong together do well.",
  "zh-CN": "请换一个更长的密码：四五个互不相干的词就很好。",
};

const REFUSALS = {
  passwordShort: {
    en: ["The password has {length} characters; at least {limit} are needed.", LONGER.en],
    "zh-CN": ["密码只有 {length} 个字符，至少需要 {limit} 个。", LONGER["zh-CN"]],
  },
  passwordLong: {
    en: ["The password has {length} characters; at most {limit} are possible.", "Take a shorter one."],
    "zh-CN": ["密码有 {length} 个字符，最多 {limit} 个。", "请换一个短一些的密码。"],
  },
  passwordIsName: {
    en: ["The password is little more than the user name.", LONGER.en],
    "zh-CN": ["密码和用户名几乎一样。", LONGER["zh-CN"]],
  },
  passwordCommon: {
    en: ["This password is among those that everybody tries first.", LONGER.en],
    "zh-CN": ["这个密码太常见，别人最先就会试。", LONGER["zh-CN"]],
  },
  userName: {
    en: [
      "The user name is not possible.",
      "Use 1 to 32 small letters, digits, - and _, beginning with a letter or digit.",
    ],
    "zh-CN": ["用户名不可用。", "请用 1 到 32 个小写字母、数字、- 和 _，以字母或数字开头。"],
  },
  nameTaken: {
    en: ['There is already an account "{id}".', "Choose another user name."],
    "zh-CN": ["已有账号“{id}”。", "请换一个用户名。"],
  },
  lastAdmin: {
    en: ['"{id}" is the last enabled administrator.', "Give another account the role admin first."],
    "zh-CN": ["“{id}”是最后一个启用的管理员。", "请先给另一个账号 admin 角色。"],
  },
  noRole: {
    en: ["No role was given.", "Choose from: {roles}."],
    "zh-CN": ["没有指定角色。", "请从这些角色中选择：{roles}。"],
  },
  unknownRole: {
    en: ['There is no role "{role}".', "Choose from: {roles}."],
    "zh-CN": ["没有角色“{role}”。", "请从这些角色中选择：{roles}。"],
  },
  tokenName: {
    en: ["The name of the token is empty or too long.", "Give it 1 to {limit} characters."],
    "zh-CN": ["令牌的名称为空或过长。", "请用 1 到 {limit} 个字符。"],
  },
  tooManyAccounts: {
    en: ["There are already {limit} accounts.", "Remove some that are no longer used."],
    "zh-CN": ["已有 {limit} 个账号。", "请删除不再使用的账号。"],
  },
  tooManyTokens: {
    en: ["There are already {limit} tokens.", "Remove some that are no longer used."],
    "zh-CN": ["已有 {limit} 个令牌。", "请删除不再使用的令牌。"],
  },
  tokenByToken: {
    en: ["A token cannot make tokens.", "Sign in with user name and password first."],
    "zh-CN": ["不能用令牌创建令牌。", "请先用用户名和密码登录。"],
  },
  beyondOwn: {
    en: [
      "This goes beyond your own rights.",
      "Ask somebody with these rights, for example an administrator, to do it.",
    ],
    "zh-CN": ["这超出了您自己的权限。", "请让有这些权限的人（例如管理员）来操作。"],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, Said>>>>;

export type Refusal = keyof typeof REFUSALS;

function isRefusal(key: string): key is Refusal {
  return Object.hasOwn(REFUSALS, key);
}

/** The error to throw: `bad-request`, or `not-permitted` for what goes beyond the asker's rights. */
export function refused(key: Refusal, values: Values = {}): GatewayError {
  const [message, remedy] = REFUSALS[key].en;
  const code = key === "beyondOwn" || key === "tokenByToken" ? "not-permitted" : "bad-request";
  return new GatewayError(code, fill(message, values), fill(remedy, values), { words: { key, values } });
}

/** What such an error says in a language; null for an error of another kind. */
export function refusalIn(language: Language, error: GatewayError): { detail: string; remedy: string } | null {
  const { words } = error;
  if (words === null || !isRefusal(words.key)) return null;
  const [message, remedy] = REFUSALS[words.key][language];
  return { detail: fill(message, words.values), remedy: fill(remedy, words.values) };
}
