// Gives a post's announcements their voice in this browser: tones, a voice of the page's language, and silence that outlasts a reload.
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { Announcement, Heard } from "#gateway/contract/duty.ts";
import { ApiProblem, call } from "../../api/http.ts";
import { type Language, useLanguage } from "../../i18n/texts.ts";
import { setAnnounced } from "../announced.ts";
import { keepSilence, keptSilence } from "../kept-silence.ts";
import { holdSound, type SoundState, soundOnce, soundState } from "../sound.ts";
import { followVoices, speak, voiceHere } from "../speech.ts";
import { announcementKey } from "./turns.ts";
import { addressOf, postSound } from "./use-post-line.ts";
import { type Reading, Voice } from "./voice.ts";

const KEPT = "campus-gateway.silenced-announcements";
const AGAIN_MS = 20_000;
/** The gateway takes the next road after ten seconds without a word. */
const RENEW_MS = 3000;
const NOTHING: Reading = { now: null, waiting: new Set() };

export interface PostVoice {
  /** Those that were made quiet here, by key. */
  readonly silenced: ReadonlySet<string>;
  readonly reading: Reading;
  silence(): void;
}

export function announcementText({ text }: Announcement, language: Language): string {
  return text[language] ?? Object.values(text)[0] ?? "";
}

/** True while this computer can read the page's language aloud. */
export function useHasVoice(): boolean {
  const language = useLanguage();
  return useSyncExternalStore(followVoices, () => voiceHere(language) !== null);
}

/** `undefined`: it is not known yet what is to be announced. */
export function useVoice(
  post: string,
  announcements: readonly Announcement[] | undefined,
  sound: SoundState,
): PostVoice {
  const language = useLanguage();
  const [kept, setKept] = useState(() => keptSilence(KEPT));
  const silenced = useMemo(() => stillSilent(kept, announcements), [kept, announcements]);
  const [reading, setReading] = useState(NOTHING);
  const voice = useRef<Voice | null>(null);
  useEffect(() => {
    const made: Voice = new Voice({
      againMs: AGAIN_MS,
      renewMs: RENEW_MS,
      state: () => postSound(soundState()),
      sound: soundOnce,
      speak: (each, began, signal) => speak(announcementText(each, language), language, began, signal),
      tell: (each, heard) => void tellHeard(post, each, heard),
      hold: holdSound,
      // One that was replaced has nothing more to show.
      show: (now) => (voice.current === made ? setReading(now) : undefined),
    });
    voice.current = made;
    return () => made.stop();
  }, [post, language]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new voice begins with what stands
  useEffect(() => {
    voice.current?.set((announcements ?? []).filter((each) => !silenced.has(announcementKey(each))));
  }, [announcements, silenced, post, language]);
  useEffect(() => {
    if (sound === "on") voice.current?.again();
  }, [sound]);
  useEffect(() => {
    if (silenced !== kept) keepSilence(KEPT, silenced);
  }, [silenced, kept]);
  useTold(announcements);
  const silence = useCallback(() => {
    const all = new Set([...silenced, ...(announcements ?? []).map(announcementKey)]);
    setKept(all);
    keepSilence(KEPT, all);
  }, [silenced, announcements]);
  return { silenced, reading, silence };
}

/** What the post announces is not called by the banner, too. */
function useTold(announcements: readonly Announcement[] | undefined): void {
  useEffect(() => {
    const alarms = (announcements ?? []).flatMap(({ alarm }) => (alarm === null ? [] : [alarm]));
    setAnnounced(new Set(alarms.map(({ id, occurrence }) => `${id}#${occurrence}`)));
  }, [announcements]);
  useEffect(() => () => setAnnounced(new Set()), []);
}

/** What could not be told is known to the gateway as not heard, and it takes the next road. */
async function tellHeard(post: string, { n }: Announcement, heard: Heard): Promise<void> {
  try {
    await call("POST", `${addressOf(post)}/announcements/${n}/heard`, { body: heard });
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
  }
}

function stillSilent(kept: ReadonlySet<string>, announcements: readonly Announcement[] | undefined) {
  if (announcements === undefined) return kept;
  const standing = new Set(announcements.map(announcementKey));
  const silent = [...kept].filter((key) => standing.has(key));
  return silent.length === kept.size ? kept : new Set(silent);
}
