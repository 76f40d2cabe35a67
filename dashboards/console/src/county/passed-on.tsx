// Alarms that campuses passed on to the county because nobody there answered: in sight and heard on every page, until somebody acknowledges them or
// makes this computer quiet. Whether sound is wanted here, and works, is always said.
import { MutedOutlined, SoundOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { Link } from "react-router";
import type { CountyAlarm, CountyAlarms } from "#gateway/contract/county.ts";
import { useGet } from "../api/queries.ts";
import { keepSilence, keptSilence } from "../calling/kept-silence.ts";
import { followSound, soundFor, soundState, turnSoundOff, turnSoundOn, wakeWithTouch } from "../calling/sound.ts";
import { callingTexts } from "../calling/texts.ts";
import { useTexts } from "../i18n/texts.ts";
import { useCan } from "../session/session.tsx";
import { alarmLineTexts } from "./alarm-texts.ts";

const KEPT = "campus-gateway.county-silenced";
const AGAIN_MS = 30_000;
const WORDS = { on: "switchOn", off: "switchOff", blocked: "switchBlocked" } as const;

/** Whether alarms are heard in this browser; a click changes it. */
export function SoundSwitch() {
  const say = useTexts(callingTexts);
  const sound = useSyncExternalStore(
    useCallback((tell: () => void) => followSound(tell), []),
    soundState,
  );
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

/** The bar of those that wait for the county; nothing while there are none. */
export function PassedOn() {
  const say = useTexts(alarmLineTexts);
  const calling = useTexts(callingTexts);
  const [silent, setSilent] = useState(() => keptSilence(KEPT));
  const enabled = useCan("alarms.read");
  const waiting = useGet<CountyAlarms>("/alarms", { refresh: AGAIN_MS, enabled }).data?.alarms.filter(isWaiting) ?? [];
  const isHeard = waiting.some((alarm) => !silent.has(keyOf(alarm)));
  const isCritical = waiting.some(({ severity }) => severity === "critical");
  useEffect(() => {
    soundFor(isHeard ? (isCritical ? "critical" : "high") : null);
  }, [isHeard, isCritical]);
  useEffect(() => () => soundFor(null), []);
  useEffect(() => wakeWithTouch(window), []);
  if (waiting.length === 0) return null;
  const silence = () => {
    const all = new Set(waiting.map(keyOf));
    setSilent(all);
    keepSilence(KEPT, all);
  };
  return (
    <div className="county-passed-on" role="status">
      <Link to="/alarms">{say("passedOn", { n: waiting.length })}</Link>
      {isHeard ? (
        <Button size="small" onClick={silence} title={calling("silenceWhat")}>
          {calling("silence")}
        </Button>
      ) : null}
    </div>
  );
}

/** Nobody on campus has answered, and nobody has acknowledged it since. */
function isWaiting({ escalatedAt, acknowledged, active, latched }: CountyAlarm): boolean {
  return escalatedAt !== null && !acknowledged && (active || latched);
}

function keyOf({ campus, id, occurrence }: CountyAlarm): string {
  return `${campus} ${id} ${occurrence}`;
}
