// Reads sentences aloud with a voice of this computer, and tells truly whether it began to: a browser may have no voice for a language, or
// may not be allowed to speak yet.
import type { Language } from "../i18n/language.ts";

/** Some browsers never say that they did not begin. */
const BEGINS_WITHIN_MS = 4000;

/** The voice of a list that reads this language best; null: none can. */
export function voiceFor<Voice extends { readonly lang: string; readonly localService: boolean }>(
  voices: readonly Voice[],
  language: Language,
): Voice | null {
  const [main = ""] = language.toLowerCase().split("-");
  // Some systems write zh_CN; Cantonese is another language to whoever listens.
  const able = voices.filter(({ lang }) => {
    const [own, ...rest] = lang.toLowerCase().split(/[-_]/);
    return own === main && !rest.includes("hk");
  });
  // One that asks a server is silent when the line outside is down.
  return able.find(({ localService }) => localService) ?? able[0] ?? null;
}

/** The voice that this computer has for a language now; null: none. */
export function voiceHere(language: Language): SpeechSynthesisVoice | null {
  // Windows without its speech parts has no such thing.
  if (!("speechSynthesis" in window)) return null;
  return voiceFor(speechSynthesis.getVoices(), language);
}

/** Hears when the voices of this computer become known or others. */
export function followVoices(tell: () => void): () => void {
  if (!("speechSynthesis" in window)) return () => undefined;
  speechSynthesis.addEventListener("voiceschanged", tell);
  return () => speechSynthesis.removeEventListener("voiceschanged", tell);
}

/**
 * Reads a text aloud; resolves when that is over. `began` hears once whether the reading has really begun, which is false where the browser
 * has no voice or does not let it.
 */
export function speak(
  text: string,
  language: Language,
  began: (really: boolean) => void,
  signal: AbortSignal,
): Promise<void> {
  const voice = voiceHere(language);
  if (voice === null || signal.aborted) {
    began(false);
    return Promise.resolve();
  }
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  return new Promise((resolve) => {
    let isKnown = false;
    const learn = (really: boolean) => {
      if (!isKnown) began(really);
      isKnown = true;
    };
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      learn(false);
      resolve();
    };
    const stop = () => {
      speechSynthesis.cancel();
      over();
    };
    const timer = setTimeout(stop, BEGINS_WITHIN_MS);
    utterance.addEventListener("start", () => {
      clearTimeout(timer);
      learn(true);
    });
    utterance.addEventListener("end", over);
    utterance.addEventListener("error", over);
    signal.addEventListener("abort", stop);
    speechSynthesis.speak(utterance);
  });
}
