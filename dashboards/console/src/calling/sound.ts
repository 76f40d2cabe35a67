// The sound of alarms, made by the browser itself. A browser plays nothing before somebody has touched the page: that is told as "blocked",
// never hidden. Whether sound is wanted is kept in this browser.

/** `off`: nobody wants it here. `blocked`: wanted, but the browser waits for a touch. */
export type SoundState = "off" | "blocked" | "on";

const KEPT = "campus-gateway.alarm-sound";
/** Time between two calls: long enough to talk on the phone. */
const AGAIN_MS = 5000;
const LOUDNESS = 0.4;
const TONE_S = 0.18;
const GAP_S = 0.08;
/** Hz; the worse, the more and the higher. */
const TONES = { critical: [988, 740, 988, 740, 988], high: [740, 587, 740], medium: [587, 740], low: [587] } as const;
const TRY = [587, 740];

let wanted = localStorage.getItem(KEPT) === "on";
let context: AudioContext | null = null;
let timer: ReturnType<typeof setInterval> | null = null;
let calling: keyof typeof TONES | null = null;
let held = false;
const tellers = new Set<() => void>();

export function soundState(): SoundState {
  if (!wanted) return "off";
  return context?.state === "running" ? "on" : "blocked";
}

/** Hears when the state changes. */
export function followSound(tell: () => void): () => void {
  tellers.add(tell);
  return () => tellers.delete(tell);
}

function told(): void {
  for (const tell of tellers) tell();
}

/** Called in a click: from then on alarms are heard; a short tone shows it. */
export function turnSoundOn(): void {
  keep(true);
  wake().then(() => play(TRY), told);
}

export function turnSoundOff(): void {
  keep(false);
  told();
}

function keep(on: boolean): void {
  wanted = on;
  localStorage.setItem(KEPT, on ? "on" : "off");
}

async function wake(): Promise<void> {
  if (context === null) {
    context = new AudioContext();
    context.addEventListener("statechange", told);
  }
  if (context.state !== "running") await context.resume();
  told();
}

/** Sounds again and again for the worst that calls; null: quiet. */
export function soundFor(worst: keyof typeof TONES | null): void {
  if (worst === calling) return;
  calling = worst;
  if (timer !== null) clearInterval(timer);
  timer = worst === null ? null : setInterval(call, AGAIN_MS);
  call();
}

/** While something is read aloud nothing else sounds, and goes on afterwards. */
export function holdSound(hold: boolean): void {
  held = hold;
}

/** Sounds once, whatever is held; resolves when it is over, to whether it was heard. */
export async function soundOnce(severity: keyof typeof TONES): Promise<boolean> {
  if (soundState() !== "on") return false;
  const tones = TONES[severity];
  play(tones);
  await new Promise((resolve) => setTimeout(resolve, 1000 * tones.length * (TONE_S + GAP_S)));
  return soundState() === "on";
}

function call(): void {
  if (calling !== null && wanted && !held) play(TONES[calling]);
}

function play(tones: readonly number[]): void {
  if (context?.state !== "running") return;
  let at = context.currentTime;
  for (const hertz of tones) {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = hertz;
    // A soft beginning and end: a tone that is cut clicks.
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
    loudness.gain.setValueAtTime(LOUDNESS, at + TONE_S - 0.04);
    loudness.gain.linearRampToValueAtTime(0, at + TONE_S);
    tone.connect(loudness).connect(context.destination);
    tone.start(at);
    tone.stop(at + TONE_S);
    at += TONE_S + GAP_S;
  }
}

/** After a reload the first touch of the page gives the sound back that was wanted here before; ends what it started. */
export function wakeWithTouch(page: Window): () => void {
  const touched = () => {
    if (wanted && context?.state !== "running") wake().then(call, told);
  };
  const signs = ["pointerdown", "keydown"] as const;
  for (const sign of signs) page.addEventListener(sign, touched, { capture: true, passive: true });
  // Some browsers, such as one that runs a wall by itself, need no touch.
  touched();
  return () => {
    for (const sign of signs) page.removeEventListener(sign, touched, { capture: true });
  };
}
