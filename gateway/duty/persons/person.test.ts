import { describe, expect, it } from "vitest";
import { readCsv } from "../../kit/csv.ts";
import { checkPerson, maskedMail, maskedPhone, type RawPerson } from "./person.ts";
import { readTable } from "./table.ts";

const hasAccount = (id: string) => id === "wang";
const check = (raw: RawPerson) => checkPerson({ name: "王", ...raw }, hasAccount);

describe("a person as people write one", () => {
  it("numbers are kept as one dials them", () => {
    const phones = ["199 0000-0001", "（0871）6512 3456", "+86 19900000002", ""];
    expect(check({ phones })).toMatchObject({ fields: { phones: ["19900000001", "087165123456", "+8619900000002"] } });
  });

  it.each([
    [["12"], "notAPhone"],
    [["1234567890123456"], "notAPhone"],
    [["199x"], "notAPhone"],
    [["6512", "6512"], "twice"],
    [["6511", "6512", "6513", "6514"], "tooMany"],
    [["110"], "emergencyNumber"],
    [["1380013800"], "notAMobile"],
    [["+86 138 0013 80001"], "notAMobile"],
  ])("%j is refused as %s", (phones, fault) => {
    expect(check({ phones })).toMatchObject({ wrong: [{ fault }] });
  });

  it("a name takes no line ends, and an account must exist", () => {
    expect(check({ name: "王\r\n一", account: "wang" })).toMatchObject({ fields: { name: "王 一", account: "wang" } });
    expect(check({ account: "li", mail: "a b@c" })).toMatchObject({
      wrong: [{ fault: "notAMail" }, { fault: "unknownAccount" }],
    });
  });

  it("masked, a number can be known again and not called", () => {
    expect([maskedPhone("19900000001"), maskedPhone("110"), maskedPhone("6512345")]).toEqual([
      "199****0001",
      "***",
      "*******",
    ]);
    expect(maskedMail("wang@school.example")).toBe("w***@school.example");
  });
});

describe("a table of persons", () => {
  it("columns that it leaves out stay as they were", () => {
    const before = { name: "王", phones: ["6511", "6512"], mail: "w@x.cn", account: null };
    const { rows, faults } = readTable(readCsv("Id;Name\np-1;王一\n"), hasAccount, (id) =>
      id === "p-1" ? before : undefined,
    );
    expect(faults).toEqual([]);
    expect(rows).toEqual([{ line: 2, id: "p-1", fields: { ...before, name: "王一" } }]);
  });

  it("an id that is nobody's, a column that is not ours and no table at all are told", () => {
    const read = (csv: string) => readTable(readCsv(csv), hasAccount, () => undefined).faults;
    expect(read("编号,姓名,身份证\np-9,王,1\n")).toEqual([
      { line: 1, column: "身份证", fault: "unknownColumn" },
      { line: 2, column: "id", fault: "unknownPerson" },
    ]);
    expect(read("a,b\n1,2\n")).toEqual([{ line: 1, column: "name", fault: "noTable" }]);
  });
});
