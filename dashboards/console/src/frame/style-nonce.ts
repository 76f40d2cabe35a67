// The page's nonce on every style element. The scroll lock under dialogs and drawers of the controls makes its own without asking for
// it, and the page's policy would refuse that: dialogs would then let the page behind them scroll and jump.

/** The nonce that the gateway put into this page; it is what lets a style apply. */
export const NONCE = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

/** Called once, before anything is drawn. */
export function giveStylesTheNonce(): void {
  const make = document.createElement.bind(document);
  const withNonce = (tag: string, options?: ElementCreationOptions): HTMLElement => {
    const element = make(tag, options);
    if (element instanceof HTMLStyleElement) element.nonce = NONCE;
    return element;
  };
  document.createElement = withNonce as typeof document.createElement;
}
