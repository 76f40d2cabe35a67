// The state of a road as one word in one colour, with what to do about it. Pure but for the words.
import { NOT_HAD, type RoadView } from "#gateway/contract/notify.ts";
import { defineTexts, useLanguage, useTexts } from "../../i18n/texts.ts";
import { wordOr } from "../../words/speech.ts";
import { useCodeWord } from "./code-words.ts";

export interface RoadState {
  /** `bad`: nobody is told by it. `warn`: look at it. `quiet`: nothing is known yet. */
  readonly tone: "fine" | "warn" | "bad" | "quiet";
  readonly word: string;
  /** What is wrong and what to do; null: nothing. */
  readonly help: string | null;
  /** As the other side or the system said it, for whoever mends it; null: nothing. */
  readonly raw: string | null;
}

const roadStateTexts = defineTexts(
  "notify-road-state",
  {
    ready: "正常",
    failing: "不通",
    unproven: "启动后还没用过",
    notSetUp: "未设置好",
    noModem: "4G 模块不可用",
    starting: "正在启动",
    countyOff: "没有连接",
    lastFailed: "最近一次失败",
    noProof: "自检没有送达",
    missing: "缺少文件 {{file}}：请放到 campus.yaml 所在的文件夹里",
    tryIt: "点“测试”看看能不能送达",
    countyHelp: "县级平台没有连接；连上后会补报",
    noProofHelp: "最近一次每日自检没有送达：请点“测试”",
    "link-port-missing": "找不到模块：没有插好，或 campus.yaml 中 notify.modem.serial 的路径不对",
    "link-port-gone": "模块被拔出：请重新插好",
    "link-port-busy": "模块被其他程序占用：停用 ModemManager 等程序",
    "link-port-forbidden": "没有使用端口的权限：按安装说明给网关加上串口权限",
    "link-not-a-port": "notify.modem.serial 的路径不是串口：请改正",
    "sim-missing": "没有插 SIM 卡：请插好后重新上电",
    "sim-puk": "SIM 卡已锁：请先在手机里用 PUK 码解锁",
    "sim-pin-needed": "SIM 卡需要 PIN 码：在 notify.modem.pinFile 中提供",
    "sim-pin-refused": "PIN 码不对：请改正 pinFile 中的 PIN 码",
    "no-network": "没有信号或没有入网：检查天线、位置和话费",
    "modem-silent": "模块没有反应：请断电后重新插上",
    "modem-refuses": "这不是可用的 4G 模块，或路径指向它的另一个端口",
  },
  {
    ready: "Working",
    failing: "Failing",
    unproven: "Not used since the start",
    notSetUp: "Not set up",
    noModem: "Modem not usable",
    starting: "Starting",
    countyOff: "Not connected",
    lastFailed: "Failed last time",
    noProof: "Proof did not arrive",
    missing: "The file {{file}} is missing: put it into the folder of campus.yaml",
    tryIt: "Press Test to see whether it delivers",
    countyHelp: "The county is not connected; it hears as soon as it is",
    noProofHelp: "The last daily proof did not arrive: press Test",
    "link-port-missing": "The modem is not there: not plugged in, or notify.modem.serial in campus.yaml is another",
    "link-port-gone": "The modem was unplugged: plug it in again",
    "link-port-busy": "Another program uses the modem: stop ModemManager and the like",
    "link-port-forbidden": "The gateway may not use the port: give it the right to serial ports as the manual says",
    "link-not-a-port": "notify.modem.serial names no serial port: correct it",
    "sim-missing": "There is no SIM card: insert one and power the modem again",
    "sim-puk": "The SIM is locked: unlock it with its PUK in a telephone first",
    "sim-pin-needed": "The SIM needs its PIN: give it in notify.modem.pinFile",
    "sim-pin-refused": "The PIN is wrong: correct it in the file of pinFile",
    "no-network": "No signal or not registered: check antenna, place and credit",
    "modem-silent": "The modem does not answer: unplug it and plug it in again",
    "modem-refuses": "This is no usable modem, or the path is another port of it",
  },
);

/** Codes that say nothing against the road: the person could not be had. */
const isPersonal = (code: string) => NOT_HAD.some((word) => word === code);

/** Why a road failed, and what to do: as exactly as the road itself says it. */
export function useRoadWhy(): (code: string, condition: RoadView["condition"]) => string {
  const say = useTexts(roadStateTexts);
  const language = useLanguage();
  const codeWord = useCodeWord();
  return (code, { missing }) => {
    if (code === "not-set-up" && typeof missing === "string") return say("missing", { file: missing });
    return wordOr(roadStateTexts, language, code) ?? codeWord(code);
  };
}

export function useRoadState(): (road: RoadView) => RoadState {
  const say = useTexts(roadStateTexts);
  const why = useRoadWhy();
  return ({ state, lastFailure, lastAcceptedAt, condition }) => {
    const { ready, connected, state: modem, lastError, proofMissing } = condition;
    const whyOf = (code: string) => why(code, condition);
    const failure = { help: lastFailure === null ? null : whyOf(lastFailure.code), raw: lastFailure?.detail || null };
    if (ready === false) {
      return { tone: "bad", word: say("notSetUp"), help: whyOf("not-set-up"), raw: null };
    }
    if (modem === "starting") return { tone: "quiet", word: say("starting"), help: null, raw: null };
    if (typeof modem === "string" && modem !== "ready")
      return {
        tone: "bad",
        word: say("noModem"),
        help: whyOf(modem),
        raw: typeof lastError === "string" ? lastError : null,
      };
    if (state === "failing") return { tone: "bad", word: say("failing"), ...failure };
    if (connected === false) return { tone: "warn", word: say("countyOff"), help: say("countyHelp"), raw: null };
    if (proofMissing === true)
      return { tone: "warn", word: say("noProof"), help: failure.help ?? say("noProofHelp"), raw: failure.raw };
    const hasFailed = lastFailure !== null && !isPersonal(lastFailure.code) && lastFailure.at > (lastAcceptedAt ?? "");
    if (hasFailed) return { tone: "warn", word: say("lastFailed"), ...failure };
    if (state === "unproven") return { tone: "quiet", word: say("unproven"), help: say("tryIt"), raw: null };
    return { tone: "fine", word: say("ready"), help: null, raw: null };
  };
}
