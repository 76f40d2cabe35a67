// What provisioning does to another program: a plan of steps that is shown first and carried out afterwards, the same for every target.

/** A text in both languages. */
export type Said = readonly [chinese: string, english: string];

/** One thing that shall be there. */
export interface Step {
  readonly what: Said;
  /** Null: it is as it should be. */
  readonly change: Change | null;
}

export interface Change {
  readonly is: "made" | "changed" | "removed";
  /** What people should know before they agree, if anything. */
  readonly note?: Said;
  /** Lines of before and after, beginning with `-`, `+` or a blank. */
  readonly lines?: readonly string[];
  apply(signal: AbortSignal): Promise<void>;
}

export interface Plan {
  readonly title: string;
  readonly steps: readonly Step[];
  /** What nobody but the operator can do, or should know. */
  readonly remarks: readonly Said[];
  /** True: once this plan is carried out, more can be seen and planned. */
  readonly isPartial?: boolean;
}

const MARKS = { made: "+", changed: "~", removed: "-" } as const;
const WORDS: Readonly<Record<Change["is"], Said>> = {
  made: ["将新建", "will be made"],
  changed: ["将修改", "will be changed"],
  removed: ["将删除", "will be removed"],
};

/** The steps of a plan that change something. */
export function changesOf({ steps }: Plan): (Step & { readonly change: Change })[] {
  return steps.flatMap(({ what, change }) => (change === null ? [] : [{ what, change }]));
}

/** The plan as lines for people. */
export function planLines(plan: Plan): string[] {
  return [
    plan.title,
    ...plan.steps.flatMap(({ what, change }) => {
      if (change === null) return [`  = ${both(what)}`];
      const note = change.note === undefined ? [] : [`      ${both(change.note)}`];
      const head = `  ${MARKS[change.is]} ${both(what)} (${both(WORDS[change.is])})`;
      return [head, ...note, ...(change.lines ?? []).map((line) => `      ${line}`)];
    }),
    ...plan.remarks.map((remark) => `  ! ${both(remark)}`),
  ];
}

/** Chinese, then English. */
export function both([chinese, english]: Said): string {
  return chinese === english ? chinese : `${chinese} / ${english}`;
}
