// WeCom group robots (developer.work.weixin.qq.com/document/path/91770): no signature, the key in the address is the secret.
import { numberAt, type RobotKind, textAt } from "./robot.ts";
import { bodyText, cutTo } from "./text.ts";

/** UTF-8 bytes of a text message, three for each Chinese character. */
const TEXT_BYTES = 2048;

export const WECOM: RobotKind = {
  pace: { notes: 20, perMs: 60_000 },
  ask: (url, _secret, note) => ({
    url,
    body: {
      msgtype: "text",
      text: { content: cutTo(bodyText(note), TEXT_BYTES), mentioned_mobile_list: note.phones },
    },
  }),
  read(body) {
    const code = numberAt(body, "errcode") ?? -1;
    return { code: code === 0 ? null : code, says: textAt(body, "errmsg") };
  },
  again: { [-1]: 30_000, 45009: 60_000 },
};
