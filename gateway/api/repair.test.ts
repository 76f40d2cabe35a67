// The repair page and its requests, by somebody without an account, over real sockets: labels, rates, photos, hostile texts.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Bed, openBed } from "#test/harness/api-bed.ts";
import type { HttpClient } from "#test/harness/http.ts";
import type { Ticket } from "../contract/tickets.ts";

interface Labelled {
  readonly admin: HttpClient;
  readonly id: string;
  readonly token: string;
}

async function labelled(bed: Bed, name = "八(3)班一体机"): Promise<Labelled> {
  const admin = await bed.admin();
  const { id } = (await admin.post("assets", { name, class: "class-board", place: "room-1" })).json<{ id: string }>();
  const { label } = (await admin.post(`assets/${id}/label`, {})).json<{ label: { token: string } }>();
  return { admin, id, token: label.token };
}

const report = (who: HttpClient, token: string, body: object) => who.post(`repair/${token}`, body);

/** A whole JPEG of one pixel with a place in its Exif data and something behind its end. */
function jpegWithPlace(): Buffer {
  const plain = Buffer.from(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=",
    "base64",
  );
  const exif = Buffer.from("Exif\0\0II*\0GPSLatitude 27.19 N", "latin1");
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif]);
  return Buffer.concat([
    plain.subarray(0, 2),
    segment,
    plain.subarray(2),
    Buffer.from([0xff, 0xd9]),
    Buffer.from("<script>"),
  ]);
}

test("a scanned label shows the thing in plain HTML that runs nothing but our script, in the asker's language", async () => {
  await using bed = await openBed();
  const { token } = await labelled(bed, "<img src=x onerror=alert(1)>");
  const page = await bed.client().get(`/r/${token}`);
  expect(page.status).toBe(200);
  expect(page.text).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(page.text).toContain("黑屏、不显示");
  expect(page.headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self'");
  expect(page.headers["content-security-policy"]).not.toContain("unsafe");
  expect((await bed.client().get(`/r/${token}?lang=en`)).text).toContain('<html lang="en">');
  expect(page.text.length + (await bed.client().get("/repair.js")).text.length).toBeLessThan(20_000);
});

test("three taps make a ticket without an account; the next one who scans sees it and is counted", async () => {
  await using bed = await openBed();
  const { admin, token, id } = await labelled(bed);
  const made = await report(bed.client(), token, { fault: "no-picture", reporter: "赵老师" });
  expect(made.status).toBe(201);
  const { ticket } = made.json<{ ticket: string }>();
  expect((await admin.get(`tickets/${ticket}`)).json()).toMatchObject({
    state: "new",
    via: "qr",
    asset: id,
    reporter: "赵老师",
  });
  const page = (await bed.client().get(`/r/${token}`)).text;
  expect(page).toContain("已报修");
  expect(page).not.toContain("赵老师");
  expect((await bed.client().post(`repair/${token}/tickets/${ticket}/me-too`, {})).status).toBe(204);
  expect((await admin.get(`tickets/${ticket}`)).json()).toMatchObject({ meToo: 1 });
  expect((await bed.client().post(`repair/${token}/tickets/000000-1/me-too`, {})).status).toBe(404);
  const journal = JSON.stringify((await admin.get("entries?limit=1000")).json());
  expect(journal).not.toContain("赵老师");
});

test("a revoked label, a guessed one and that of a scrapped thing open nothing", async () => {
  await using bed = await openBed();
  const { admin, id, token } = await labelled(bed);
  const renewed = (await admin.post(`assets/${id}/label`, {})).json<{ label: { token: string } }>().label.token;
  expect((await bed.client().get(`/r/${token}`)).status).toBe(404);
  expect((await report(bed.client(), token, { fault: "slow" })).json()).toMatchObject({ code: "label-unknown" });
  expect((await bed.client().get(`/r/${renewed}`)).status).toBe(200);
  await admin.ask("DELETE", `assets/${id}/label`);
  expect((await bed.client().get(`/r/${renewed}`)).status).toBe(404);
  expect((await bed.client().get("/r/AAAAAAAAAAAAAAAAAAAAAA")).text).toContain("此标签已失效");
});

test("one phone that reports without end is slowed down, and others go on", async () => {
  await using bed = await openBed();
  const { token } = await labelled(bed);
  const answers: number[] = [];
  for (let n = 0; n < 12; n++) answers.push((await report(bed.client(), token, { fault: "slow" })).status);
  expect(answers.slice(0, 3)).toEqual([201, 201, 201]);
  expect(answers.slice(3, 8)).toEqual([409, 409, 409, 409, 409]);
  expect(answers.at(-1)).toBe(429);
  const slowed = await report(bed.client(), token, { fault: "slow" });
  expect(Number(slowed.headers["retry-after"])).toBeGreaterThan(0);
});

test("of many who report one thing at once three make a ticket", async () => {
  await using bed = await openBed();
  const { admin, id, token } = await labelled(bed);
  const answers = await Promise.all(Array.from({ length: 7 }, () => report(bed.client(), token, { fault: "slow" })));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
  expect((await admin.get(`tickets?asset=${id}`)).json()).toMatchObject({ total: 3 });
});

test("a photo is kept without its place, by what is in it, and is shown to those who see the ticket as a picture only", async () => {
  await using bed = await openBed();
  const { admin, token } = await labelled(bed);
  const { ticket, photoKey } = (await report(bed.client(), token, { fault: "no-picture" })).json<{
    ticket: string;
    photoKey: string;
  }>();
  const path = `repair/${token}/tickets/${ticket}/photo`;
  const put = (body: Buffer, type: string, key = photoKey) =>
    bed.client().ask("PUT", path, { body, headers: { "content-type": type, "x-photo-key": key } });
  expect((await put(jpegWithPlace(), "image/png")).status).toBe(204);
  const { photos } = (await admin.get(`tickets/${ticket}`)).json<Ticket>();
  expect(photos).toMatchObject([{ type: "image/jpeg" }]);
  const shown = await admin.get(`tickets/${ticket}/photos/${photos[0]?.sha256}`);
  expect(shown.headers).toMatchObject({
    "content-type": "image/jpeg",
    "x-content-type-options": "nosniff",
    "content-disposition": "attachment",
    "content-security-policy": "default-src 'none'; sandbox",
  });
  expect(shown.text).not.toMatch(/GPSLatitude|<script>/);
  expect((await bed.client().get(`tickets/${ticket}/photos/${photos[0]?.sha256}`)).status).toBe(401);
});

test("what is no photo, too large, without the key or for another ticket is refused, and leaves nothing behind", async () => {
  await using bed = await openBed();
  const { token } = await labelled(bed);
  const { ticket, photoKey } = (await report(bed.client(), token, { fault: "slow" })).json<{
    ticket: string;
    photoKey: string;
  }>();
  const put = (body: Buffer, headers: Record<string, string>, to = ticket) =>
    bed.client().ask("PUT", `repair/${token}/tickets/${to}/photo`, { body, headers });
  const jpeg = { "content-type": "image/jpeg", "x-photo-key": photoKey };
  const svg = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
  expect((await put(svg, jpeg)).json()).toMatchObject({ status: 415, code: "photo-invalid" });
  expect((await put(Buffer.from("GIF89a<script>alert(1)</script>"), jpeg)).status).toBe(415);
  expect((await put(svg, { ...jpeg, "content-type": "image/svg+xml" })).status).toBe(415);
  expect((await put(jpegWithPlace(), { ...jpeg, "x-photo-key": "guess" })).status).toBe(403);
  expect((await put(jpegWithPlace(), jpeg, "000000-1")).status).toBe(403);
  expect((await put(Buffer.alloc(1024 * 1024 + 1, 0xff), jpeg)).json()).toMatchObject({
    status: 413,
    code: "too-large",
  });
  expect((await bed.client().post("session", Buffer.alloc(300 * 1024, 0x20))).status).toBe(413);
});

test("the repair page's script is one that old phones read, and asks nobody but the gateway", () => {
  const folder = new URL("./repair-page/", import.meta.url);
  const script = readFileSync(new URL("repair.js", folder), "utf8");
  expect(readdirSync(folder).sort()).toEqual(["page.ts", "repair.css", "repair.js"]);
  expect(script).not.toMatch(/\?\.|\?\?|async |await |https?:|innerHTML|eval/);
});
