// 今日平安 as it is sent: its three lines and nothing besides, the campus in front of the first. Pure.
import type { Person } from "../contract/duty.ts";
import type { Letter } from "./roads/road.ts";
import { cutTo, oneLine } from "./roads/text.ts";
import type { Row } from "./rows.ts";
import { inBrackets, type Language, markOf } from "./words.ts";

/** Three of them go into one note of any road: into five parts of a text message, and into the 2048 bytes of the strictest robot. */
const LINE_BYTES = 300;

/** The letter; `lines` null: the sheet could not be made, and silence would look like peace. */
export function sheetLetter(
  row: Row,
  person: Person | null,
  lines: readonly string[] | null,
  campus: string,
  language: Language,
): Letter {
  const en = language === "en";
  const failed = en ? "The sheet could not be made; see the console." : "平安表未能生成，请在控制台查看。";
  const [first = "", ...more] = (lines ?? [failed]).map((line) => cutTo(oneLine(line), LINE_BYTES));
  const head = inBrackets(en ? `${oneLine(campus)}: the day` : `${oneLine(campus)}今日平安`, language);
  const title = `${markOf({ test: row.test, repeated: row.repeated }, language)}${head}${first}`;
  const said = [title, ...more].join(" ");
  return {
    n: row.n,
    says: row.says,
    note: { title, lines: more, phones: [] },
    spoken: { "zh-CN": said, en: said },
    words: { campus, alarm: "", place: "", value: "", time: "", code: "" },
    severity: "low",
    person: row.person,
    to: person === null ? null : { phones: person.phones, mail: person.mail },
    post: row.post,
    alarm: null,
    answerable: false,
    test: row.test,
  };
}
