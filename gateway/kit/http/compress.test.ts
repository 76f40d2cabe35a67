import { gunzipSync } from "node:zlib";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { compressAnswers } from "./compress.ts";

const LARGE = JSON.stringify({ points: Array.from({ length: 2000 }, (_, i) => ({ device: `dev-${i}`, value: 1 })) });

function app() {
  const fastify = Fastify();
  compressAnswers(fastify);
  fastify.get("/large", async (_request, reply) => reply.type("application/json").send(LARGE));
  fastify.get("/small", async (_request, reply) => reply.type("application/json").send('{"csrf":"secret"}'));
  return fastify;
}

test.each(["gzip", "br, gzip", "gzip;q=0.5, *"])(
  "a large answer is compressed for whoever accepts %s",
  async (accepted) => {
    const answer = await app().inject({ url: "/large", headers: { "accept-encoding": accepted } });
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(answer.headers.vary).toBe("accept-encoding");
    expect(gunzipSync(answer.rawPayload).toString()).toBe(LARGE);
    expect(answer.rawPayload.length).toBeLessThan(LARGE.length / 5);
  },
);

test.each(["", "br", "gzip;q=0", "gzip;q=0.0", "xgzip"])("for who says %j it stays as it is", async (accepted) => {
  const answer = await app().inject({ url: "/large", headers: { "accept-encoding": accepted } });
  expect(answer.headers["content-encoding"]).toBeUndefined();
  expect(answer.payload).toBe(LARGE);
});

test("small answers are never compressed: their length would tell of secrets beside what a stranger can put in", async () => {
  const answer = await app().inject({ url: "/small", headers: { "accept-encoding": "gzip" } });
  expect(answer.headers["content-encoding"]).toBeUndefined();
});
