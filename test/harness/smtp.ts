// A real mail server (Debian's python3-aiosmtpd) in a process of its own, with STARTTLS, sign-in, and every way of not taking a mail.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PROJECT } from "./gateway.ts";
import { within } from "./wait.ts";

export interface SmtpOptions {
  readonly says?: "take" | "later" | "never" | "refuse" | "hang" | "drop" | "hang-up";
  /** TLS after STARTTLS, without which no mail is taken; or from the first byte. */
  readonly tls?: "starttls" | "first-byte";
  readonly certificateFile?: string;
  readonly keyFile?: string;
  readonly user?: string;
  readonly password?: string;
}

/** A mail that came; `held`: it was never acknowledged. */
export interface TakenMail {
  readonly held: boolean;
  readonly sender: string;
  readonly to: readonly string[];
  /** Header and body as they came. */
  readonly text: string;
  readonly tls: boolean;
  readonly user: boolean;
}

export interface SmtpServer extends AsyncDisposable {
  readonly port: number;
  readonly taken: readonly TakenMail[];
  /** Resolves with the next mail that comes. */
  next(): Promise<TakenMail>;
}

export async function startSmtp(options: SmtpOptions = {}): Promise<SmtpServer> {
  const script = join(PROJECT, "gateway", "notify", "roads", "fixtures", "smtp_peer.py");
  const asked = {
    says: options.says ?? "take",
    starttls: options.tls === "starttls",
    tls: options.tls === "first-byte",
    certificate: options.certificateFile,
    key: options.keyFile,
    user: options.user,
    password: options.password,
  };
  // Debian's own Python: another one on the path does not have Debian's packages.
  const child = spawn("/usr/bin/python3", [script, JSON.stringify(asked)], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "close");
  const lines = createInterface(child.stdout);
  const taken: TakenMail[] = [];
  const waiting: ((mail: TakenMail) => void)[] = [];
  const first = once(lines, "line");
  try {
    const [line] = await within("the mail server to listen", first);
    const { port } = JSON.parse(String(line)) as { port: number };
    lines.on("line", (text) => {
      const mail = JSON.parse(text) as TakenMail;
      taken.push(mail);
      waiting.shift()?.(mail);
    });
    return {
      port,
      taken,
      next: () => within("a mail to come", new Promise<TakenMail>((resolve) => waiting.push(resolve))),
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }

  async function stop(): Promise<void> {
    child.stdin.end();
    child.kill("SIGKILL");
    await ended;
  }
}
