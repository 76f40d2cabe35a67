// What each loss means and what to do about it, in words (contract §4).
import { defineTexts } from "../../i18n/texts.ts";

export const reasonTexts = defineTexts(
  "loss-reasons",
  {
    "bad-json": "消息不是有效的 JSON。请检查设备固件的输出格式，看下面的原文是否被截断或混入了其他内容。",
    "not-object": "消息是 JSON，但最外层不是对象。消息应当写成 {…}。",
    "bad-ts": "时间 ts 无法识别。应为带时区的时间（如 2026-11-22T13:00:00+08:00）或毫秒整数；没有时钟的设备请去掉 ts。",
    "bad-seq": "序号 seq 应为不小于 0 的整数，boot 应为不超过 32 个字符的文本或整数。",
    "bad-type": "事件类型应写成“领域.事件”，如 door.forced，用小写字母、数字和连字符。",
    "reserved-type": "此类型由校园网关自己使用，设备不能发送。请改用设备自己的领域，如 door、power、leak。",
    "bad-point": "测点名不合规则：只能用小写字母、数字、- 和 _，最多 32 个字符；或者消息里没有测点。",
    "bad-value": "数值不合规则：应为数字、是/否或 null，文本须在设备模板中声明；单位须是校园网关认识的单位。",
    "forbidden-key": "消息中含有禁止的字段名（如 __proto__），可能是有意攻击。请核实设备是否被改动。",
    "too-many-points": "一条消息的测点超过 256 个。请让设备分成几条发送。",
    "too-large": "消息超过长度上限。请让设备缩短消息或分成几条发送。",
    "topic-forbidden": "设备向不属于它的主题发送。请检查设备里填写的主题；正常设备不会这样，也可能是有意试探。",
    age: "后续处理（如写入历史库）停滞太久，数据到了保存期被清除。请检查历史库是否可用。",
    size: "记录库达到容量上限，最旧的读数被清除，而后续处理还没有读到。请增大 journal.maxSize，或检查历史库是否可用。",
    "disk-space": "磁盘空间不足，最旧的读数被提前清除。请清理磁盘或更换更大的磁盘。",
    "disk-full": "磁盘已满，最旧的读数被提前清除。请立即清理磁盘。",
    rejected: "消息被拒收，没有存入记录。请按原因检查设备。",
    dropped: "数据被丢弃，没有送到下面所写的处理环节。",
    thinned: "数据太多，只保留了一部分。请延长设备的采集间隔，或设置“变化才上报”。",
    expired: "数据在送到下面所写的处理环节之前就已过期清除。",
    "expired-retention":
      "数据比 InfluxDB 的保存期更旧，InfluxDB 没有存入；在记录库的保存期内仍可查到。要存得更久，请加长数据库的保留期。",
    "quarantined-type-conflict":
      "InfluxDB 中同名字段已是另一种类型，这一条存不进去，已单独隔离；其余数据照常存入，记录库里仍有它。请检查还有谁在向这个数据库写入。",
    "quarantined-too-large":
      "这一条单独发送也超过对方的长度上限，已单独隔离；其余数据照常发送，记录库里仍有它。请把它的内容发给维保单位。",
    quarantined: "这一条数据反复导致后续处理出错，已单独隔离，其余数据继续处理。请把它的内容发给维保单位。",
    unknown: "原因见记录的详细内容。",
  },
  {
    "bad-json":
      "The message is not valid JSON. Check what the device's firmware writes; see below whether it is cut short or mixed with something else.",
    "not-object": "The message is JSON, but not an object. It must be written as {…}.",
    "bad-ts":
      "The time ts cannot be read. It must be a time with zone (2026-11-22T13:00:00+08:00) or whole milliseconds; a device without a clock leaves ts out.",
    "bad-seq": "seq must be a whole number from 0 on, boot a text of at most 32 characters or a whole number.",
    "bad-type":
      "The type of an event is written as domain.what, such as door.forced, in small letters, digits and hyphens.",
    "reserved-type":
      "This type belongs to the gateway; devices cannot send it. Use a domain of the device, such as door, power or leak.",
    "bad-point":
      "The name of a point breaks the rule: small letters, digits, - and _, at most 32; or the message has no points.",
    "bad-value":
      "A value breaks the rule: a number, true, false or null; text only where the profile declares it; the unit must be one that the gateway knows.",
    "forbidden-key":
      "The message has a forbidden key (such as __proto__), which may be an attack. Make sure nobody has tampered with the device.",
    "too-many-points": "More than 256 points in one message. Let the device send several messages.",
    "too-large": "The message is too long. Let the device send shorter ones, or several.",
    "topic-forbidden":
      "The device publishes where it has no right to. Check the topic that is set in it; a sound device does not do this, so it may be an attempt to break in.",
    age: "What follows the journal (such as the history store) stood still for so long that data reached the end of its time. Check that the history store is available.",
    size: "The journal reached its size limit and the oldest readings went before they were passed on. Raise journal.maxSize, or check that the history store is available.",
    "disk-space": "The disk is nearly full and the oldest readings went early. Free some space, or fit a larger disk.",
    "disk-full": "The disk is full and the oldest readings went early. Free some space at once.",
    rejected: "The message was rejected and not stored. Check the device, going by the reason.",
    dropped: "Data was dropped and did not reach the step named below.",
    thinned: "There was too much data, and only part was kept. Poll less often, or report only changes.",
    expired: "Data expired before it reached the step named below.",
    "expired-retention":
      "The data is older than what InfluxDB keeps and was not stored there; it can be looked up for as long as the journal keeps it. To keep more, lengthen the retention of the database.",
    "quarantined-type-conflict":
      "InfluxDB has this field with another type and cannot store this one entry, which was set aside; the rest goes on, and the journal still has it. Find out who else writes into this database.",
    "quarantined-too-large":
      "Even alone this entry is longer than the other side takes; it was set aside and the rest goes on, and the journal still has it. Send its content to whoever maintains the system.",
    quarantined:
      "This one entry made the next step fail again and again; it was set aside and the rest goes on. Send its content to whoever maintains the system.",
    unknown: "See the content of the entry for the reason.",
  },
);

type Key = (typeof reasonTexts)["keys"][number];

/**
 * Which text explains a loss: by what happened and why, by why alone, else by what happened (`loss.rejected` …). Why an entry was set aside
 * says the one who did not take it; the same word from a device means something else.
 */
export function reasonKey(type: string, reason: string): Key {
  const known = (text: string) => reasonTexts.keys.find((key) => key === text);
  const what = type.slice(type.indexOf(".") + 1);
  const why = what === "quarantined" ? undefined : known(reason);
  return known(`${what}-${reason}`) ?? why ?? known(what) ?? "unknown";
}
