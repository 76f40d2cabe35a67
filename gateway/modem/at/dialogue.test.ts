// The dialogue with a modem that answers in whatever pieces and however late, without a port in between.
import { expect, it } from "vitest";
import { LinkError } from "#gateway/contract/driver.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { type Dialogue, openDialogue } from "./dialogue.ts";
import { lines } from "./lines.ts";
import { fieldsOf, type Reply, saidBy, valuesOf } from "./reply.ts";

/** A modem that says what `answer` gives for each write. */
async function talk(
  answer: (written: string) => string,
  replyMs = 200,
): Promise<Dialogue & { readonly end: () => void }> {
  let came = (_bytes: Buffer) => {};
  let ended = (_error: LinkError) => {};
  const dialogue = await openDialogue(
    async (listener) => {
      ({ came, ended } = listener);
      const write = (bytes: Buffer) => {
        const said = answer(bytes.toString("latin1"));
        if (said !== "") setImmediate(() => came(Buffer.from(said, "latin1")));
      };
      return { write, [Symbol.asyncDispose]: async () => {} };
    },
    systemClock,
    { replyMs, quietMs: 10 },
  );
  return { ...dialogue, end: () => ended(new LinkError("link-port-gone", "unplugged")) };
}

it("an answer that comes late is not taken for that of the next command", async () => {
  let late = "";
  const { command } = await talk((written) => {
    const before = late;
    late = "";
    if (written === "AT+CSQ\r") late = "\r\n+CSQ: 5,99\r\n\r\nOK\r\n";
    return before + (written === "AT\r" ? "\r\nOK\r\n" : written === "AT+CMGF=0\r" ? "\r\nERROR\r\n" : "");
  });
  expect(await command("AT+CSQ")).toEqual({ is: "silent" });
  expect(await command("AT+CMGF=0")).toMatchObject({ is: "refused", said: "ERROR" });
});

it("a prompt of before swallows no command: it is left first", async () => {
  const sent: string[] = [];
  let isPrompted = true;
  const { command } = await talk((written) => {
    sent.push(written);
    if (written === "\u001b") isPrompted = false;
    return isPrompted ? "" : "\r\nOK\r\n";
  });
  expect(await command("AT+CHUP")).toEqual({ is: "ok", lines: [] });
  expect(sent[0]).toBe("\u001b");
});

it("a body goes out at the prompt, with Ctrl-Z behind it; what comes in between is news", async () => {
  const sent: string[] = [];
  const heard: string[] = [];
  const { command, hear } = await talk((written) => {
    sent.push(written);
    if (written === "AT+CMGS=5\r") return '\r\n+CMTI: "SM",3\r\n\r\n> ';
    if (written === "\u001b") return "";
    return written.endsWith("\u001a") ? "\r\n+CMGS: 7\r\n\r\nOK\r\n" : "\r\nOK\r\n";
  });
  using _hearing = hear((line) => void heard.push(line));
  const reply = await command("AT+CMGS=5", { body: "0011000B" });
  expect(valuesOf(reply, "+CMGS")).toEqual(["7"]);
  expect(sent.at(-1)).toBe("0011000B\u001a");
  expect(heard).toEqual(['+CMTI: "SM",3']);
});

it("ends of a call are news to every command but ATD", async () => {
  const heard: string[] = [];
  const answers: Readonly<Record<string, string>> = {
    "AT\r": "\r\nOK\r\n",
    "AT+CLCC\r": "\r\nNO CARRIER\r\n\r\n+CLCC: 1,0,2,0,0\r\n\r\nOK\r\n",
    "ATD123;\r": "\r\nBUSY\r\n",
  };
  const { command, hear } = await talk((written) => answers[written] ?? "");
  using _hearing = hear((line) => void heard.push(line));
  expect(await command("AT+CLCC")).toEqual({ is: "ok", lines: ["+CLCC: 1,0,2,0,0"] });
  expect(heard).toEqual(["NO CARRIER"]);
  expect(await command("ATD123;")).toMatchObject({ is: "refused", said: "BUSY" });
});

it("a modem that never answers, or whose port goes, is a LinkError", async () => {
  const silent = await talk(() => "", 60);
  await expect(silent.command("AT+CSQ")).rejects.toMatchObject({ code: "modem-silent" });
  const gone = await talk((written) => (written === "AT\r" ? "\r\nOK\r\n" : ""), 60_000);
  const asking = gone.command("AT+CSQ");
  setImmediate(gone.end);
  await expect(asking).rejects.toMatchObject({ code: "link-port-gone" });
  await expect(gone.command("AT")).rejects.toMatchObject({ code: "link-port-gone" });
});

it("lines are the same in whatever pieces they come, and noise between them goes", () => {
  const said = "\r\n+CSQ: 21,99\r\n\r\nOK\r\n\u0000\r\r\n+RXDTMF: 1\r\r\n\r\n> ";
  const whole = lines().take(Buffer.from(said));
  expect(whole).toEqual(["+CSQ: 21,99", "OK", "+RXDTMF: 1", ">"]);
  for (let size = 1; size < said.length; size++) {
    const split = lines();
    const pieces = Array.from({ length: Math.ceil(said.length / size) }, (_, i) =>
      said.slice(i * size, (i + 1) * size),
    );
    expect(pieces.flatMap((piece) => [...split.take(Buffer.from(piece))])).toEqual(whole);
  }
});

it("fields keep commas that are quoted, and refusals have words", () => {
  expect(fieldsOf(' 0,0,"CHINA, MOBILE",7')).toEqual(["0", "0", "CHINA, MOBILE", "7"]);
  expect(fieldsOf(" 1,,,23")).toEqual(["1", "", "", "23"]);
  const refused: Reply = { is: "refused", said: "+CMS ERROR: 38", cme: null, cms: 38 };
  expect(saidBy(refused)).toBe("+CMS ERROR: 38 (the network is out of order)");
});
