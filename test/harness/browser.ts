// Debian's headless Chromium for tests of the console: an independent browser, told what to do over its debugging protocol.
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

export interface ScreenSize {
  readonly width: number;
  readonly height: number;
}

/** Phone, small laptop and office screen: the three sizes that every page is looked at in. */
export const SIZES = {
  phone: { width: 390, height: 844 },
  laptop: { width: 1366, height: 768 },
  office: { width: 1920, height: 1080 },
} as const;

const PATIENCE_MS = 90_000;

export interface BrowserWindow extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Addresses asked for that are not `base`'s host; must stay empty. */
  readonly foreign: readonly string[];
  /** Errors of scripts and what the browser refused (policy, missing files). */
  readonly faults: readonly string[];
}

export interface WindowOptions {
  readonly base: string;
  readonly language: "zh-CN" | "en";
  readonly size?: ScreenSize;
  readonly dark?: boolean;
}

/** Starts Chromium; dispose of it when the tests are over. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
}

/** A window of its own, without cookies of others, that records what must not happen. */
export async function openWindow(browser: Browser, options: WindowOptions): Promise<BrowserWindow> {
  const { base, language, size = SIZES.laptop, dark = false } = options;
  const context = await browser.newContext({
    baseURL: base,
    locale: language,
    viewport: size,
    colorScheme: dark ? "dark" : "light",
    ignoreHTTPSErrors: true,
    timezoneId: "Asia/Shanghai",
  });
  // Two cores may be shared with a gateway, a device and another browser: patience costs nothing where all is well.
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const foreign: string[] = [];
  const faults: string[] = [];
  const host = new URL(base).host;
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.host !== host) foreign.push(request.url());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    // Asking who is signed in is how a page finds out that nobody is.
    const { url } = message.location();
    if (message.type() === "error" && !url.endsWith("/api/v1/session")) faults.push(`${message.text()} (${url})`);
  });
  return { context, page, foreign, faults, [Symbol.asyncDispose]: () => context.close() };
}

/** Signs in as one does: name, password, Enter. */
export async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.goto("/");
  await page.locator('input[autocomplete="username"]').fill(username);
  await page.locator('input[autocomplete="current-password"]').fill(password);
  await page.keyboard.press("Enter");
  await page.locator(".frame-top").waitFor();
}
