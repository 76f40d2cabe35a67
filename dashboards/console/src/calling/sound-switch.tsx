// Whether alarms are heard in this browser, always in sight beside their count; a click changes it.
import { MutedOutlined, SoundOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTexts } from "../i18n/texts.ts";
import { turnSoundOff, turnSoundOn } from "./sound.ts";
import { callingTexts } from "./texts.ts";
import { useSound } from "./use-calls.ts";

const WORDS = { on: "switchOn", off: "switchOff", blocked: "switchBlocked" } as const;

export function SoundSwitch() {
  const say = useTexts(callingTexts);
  const sound = useSound();
  return (
    <Button
      type="text"
      size="small"
      className={sound === "blocked" ? "frame-warning" : "quiet"}
      icon={sound === "on" ? <SoundOutlined /> : <MutedOutlined />}
      title={say(sound === "on" ? "turnOff" : "turnOn")}
      onClick={sound === "on" ? turnSoundOff : turnSoundOn}
    >
      {say(WORDS[sound])}
    </Button>
  );
}
