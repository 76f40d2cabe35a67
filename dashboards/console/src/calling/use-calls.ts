// The alarms that call for somebody now, what of them is to be heard, and silence that outlasts a reload.
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { useAlarms } from "../campus/alarms.ts";
import { announcedNow, followAnnounced } from "./announced.ts";
import { audible, callKey, callsOf, stillSilent } from "./calls.ts";
import { keepSilence, keptSilence } from "./kept-silence.ts";
import { followSound, type SoundState, soundFor, soundState, wakeWithTouch } from "./sound.ts";

const KEPT = "campus-gateway.silenced";

export interface Calls {
  /** Worst first. */
  readonly calls: readonly Alarm[];
  /** Of them, those that are heard. */
  readonly heard: readonly Alarm[];
  /** Makes all that call now quiet, in this browser. */
  silence(): void;
}

export function useCalls(): Calls {
  const open = useAlarms("open").data?.alarms;
  const [silenced, setSilenced] = useState(() => keptSilence(KEPT));
  const announced = useSyncExternalStore(followAnnounced, announcedNow);
  const calls = callsOf(open ?? []).filter((alarm) => !announced.has(callKey(alarm)));
  const silent = open === undefined ? silenced : stillSilent(silenced, calls);
  const heard = audible(calls, silent);
  useEffect(() => {
    if (silent === silenced) return;
    setSilenced(silent);
    keepSilence(KEPT, silent);
  }, [silent, silenced]);
  const worst = heard[0]?.severity;
  useEffect(() => {
    soundFor(worst === "critical" || worst === "high" ? worst : null);
  }, [worst]);
  useEffect(() => () => soundFor(null), []);
  useEffect(() => wakeWithTouch(window), []);
  return {
    calls,
    heard,
    silence: () => {
      const all = new Set([...silent, ...calls.map(callKey)]);
      setSilenced(all);
      keepSilence(KEPT, all);
    },
  };
}

export function useSound(): SoundState {
  return useSyncExternalStore(
    useCallback((tell: () => void) => followSound(tell), []),
    soundState,
  );
}
