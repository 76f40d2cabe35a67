// A name server that knows some names and says so over UDP: enough of RFC 1035 for one question in one packet.
import { createSocket } from "node:dgram";
import { once } from "node:events";

const HEADER_BYTES = 12;
/** An answer, recursion available; the last digit says how it went: 0 well, 3 no such name. */
const FLAGS = 0x8180;
const NO_SUCH_NAME = 3;
const TTL_S = 60;

export interface NameServer extends AsyncDisposable {
  readonly port: number;
  /** False: it takes questions and says nothing. */
  answering: boolean;
}

/** Serves on 127.0.0.1; every name among `names` has the address 127.0.0.1. */
export async function startNameServer(names: ReadonlySet<string>, port = 0): Promise<NameServer> {
  const socket = createSocket("udp4");
  socket.bind(port, "127.0.0.1");
  await once(socket, "listening");
  const server: NameServer = {
    port: socket.address().port,
    answering: true,
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
  socket.on("message", (question, from) => {
    if (server.answering) socket.send(answerTo(question, names), from.port, from.address);
  });
  return server;
}

function answerTo(question: Buffer, names: ReadonlySet<string>): Buffer {
  const { name, end } = nameIn(question);
  const isKnown = names.has(name);
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUInt16BE(question.readUInt16BE(0), 0);
  head.writeUInt16BE(isKnown ? FLAGS : FLAGS + NO_SUCH_NAME, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(isKnown ? 1 : 0, 6);
  // The name as a pointer to the question, type A, class IN.
  const record = Buffer.from([0xc0, HEADER_BYTES, 0, 1, 0, 1, 0, 0, 0, TTL_S, 0, 4, 127, 0, 0, 1]);
  const asked = question.subarray(HEADER_BYTES, end + 4);
  return Buffer.concat(isKnown ? [head, asked, record] : [head, asked]);
}

function nameIn(question: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = question[at] ?? 0; length > 0 && at < question.length; length = question[at] ?? 0) {
    labels.push(question.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
}
