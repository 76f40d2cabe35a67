// A voice for a browser that has none: what a page says aloud is written down, and the page is told truly when speaking begins and ends.

/** A computer that can speak: says what it was told, and tells truly when it begins and ends. */
export const MOUTH = `window.spoken = [];
  window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
  Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
    getVoices: () => [{ lang: "en-US", localService: true, name: "test" }],
    cancel: () => undefined,
    speak: (utterance) => {
      window.spoken.push(utterance.text);
      queueMicrotask(() => { utterance.dispatchEvent(new Event("start")); utterance.dispatchEvent(new Event("end")); });
    },
  }) });`;

/** The same, but it speaks until it is told that it may end: `window.finish()`. */
export const SLOW_MOUTH = MOUTH.replace('utterance.dispatchEvent(new Event("end"));', "")
  .replace("window.spoken = [];", "window.spoken = []; window.saying = null;")
  .replace("window.spoken.push(utterance.text);", "window.spoken.push(utterance.text); window.saying = utterance;")
  .concat('window.finish = () => window.saying.dispatchEvent(new Event("end"));');
