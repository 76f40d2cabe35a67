// Whether somebody is at the screen: what a page asks by itself must not keep a session alive that nobody uses.

/** Without a touch for so long, requests are the page's own. */
const ALONE_AFTER_MS = 60_000;

let touchedAt = performance.now();

/** From now on notices every touch of pointer or keyboard on the page. */
export function watchTouches(page: Window): void {
  const touched = () => {
    touchedAt = performance.now();
  };
  for (const sign of ["pointerdown", "keydown", "wheel", "touchstart"])
    page.addEventListener(sign, touched, { capture: true, passive: true });
}

/** The header that says so to the gateway; empty while somebody is there. */
export function unattendedHeader(): Readonly<Record<string, string>> {
  return performance.now() - touchedAt > ALONE_AFTER_MS ? { "x-unattended": "yes" } : {};
}
