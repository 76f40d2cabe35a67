// The form for a quiet time: what for, where, when; and what it would hold if it began now.
import { Button, Checkbox, Flex, Input, Radio, Select } from "antd";
import { useId, useState } from "react";
import type { QuietPreview } from "#gateway/contract/quiet.ts";
import { useDevices, usePlaces } from "../api/campus.ts";
import { call } from "../api/http.ts";
import { queryClient } from "../api/queries.ts";
import { useTexts } from "../i18n/texts.ts";
import { Confirm } from "../parts/confirm.tsx";
import { ProblemPanel } from "../parts/problem.tsx";
import { useAct } from "../session/act.ts";
import { askForAlarms } from "./alarms.ts";
import { quietTexts } from "./quiet-texts.ts";
import { lackingIn, type QuietForm, quietWishOf } from "./quiet-wish.ts";

const KINDS = ["maintenance", "power-off", "vacation"] as const;
const REPEATS = ["once", "weekly", "monthly"] as const;
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const NTHS = [1, 2, 3, 4, -1] as const;
/** As the gateway takes it. */
const MOST_COMMENT = 256;
const EMPTY: QuietForm = { kind: "maintenance", scopes: [], is: "weekly", weekdays: [], nth: 1, weekday: 6, from: "", to: "", firstDay: "", lastDay: "", comment: "" }; // biome-ignore format: an empty form

export function QuietDialog({ close }: { close(): void }) {
  const say = useTexts(quietTexts);
  const [form, setForm] = useState(EMPTY);
  const [seen, setSeen] = useState<QuietPreview | null>(null);
  const wish = quietWishOf(form);
  const lacks = lackingIn(form);
  const put = (change: Partial<QuietForm>) => {
    setForm({ ...form, ...change });
    setSeen(null);
  };
  const send = async () => {
    await call("POST", "/quiet-times", { body: wish });
    await askForAlarms(queryClient);
  };
  return (
    <Confirm title={say("addTitle")} word={say("save")} ready={wish !== null} act={send} close={close}>
      <Flex vertical gap="small">
        <Radio.Group
          aria-label={say("kind")}
          value={form.kind}
          onChange={({ target }) => put({ kind: KINDS.find((kind) => kind === target.value) ?? "maintenance" })}
          options={KINDS.map((value) => ({ value, label: say(value) }))}
        />
        <span>{say(`what-${form.kind}`)}</span>
        <Scopes value={form.scopes} put={(scopes) => put({ scopes })} />
        <Times form={form} put={put} />
        <Input
          aria-label={say("comment")}
          placeholder={say("comment")}
          maxLength={MOST_COMMENT}
          value={form.comment}
          onChange={({ target }) => put({ comment: target.value })}
        />
        {lacks.length === 0 ? null : (
          <span className="quiet" role="status">
            {say("lacking", { what: lacks.map((lack) => say(lack)).join(say("comma")) })}
          </span>
        )}
        <Preview wish={wish} seen={seen} see={setSeen} />
      </Flex>
    </Confirm>
  );
}

function Scopes({ value, put }: { readonly value: readonly string[]; put(scopes: readonly string[]): void }) {
  const say = useTexts(quietTexts);
  const places = usePlaces().data?.places ?? [];
  const devices = useDevices().data?.devices ?? [];
  const [open, setOpen] = useState(false);
  return (
    <Select
      mode="multiple"
      aria-label={say("scope")}
      placeholder={say("scope")}
      optionFilterProp="label"
      // Left open it would lie over the rest of the form.
      open={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      value={[...value]}
      onChange={(scopes) => put(scopes)}
      options={[
        { value: "campus", label: say("campus") },
        ...places.map(({ id, name }) => ({ value: `place:${id}`, label: name })),
        ...devices.map(({ id, name }) => ({ value: `device:${id}`, label: name })),
      ]}
    />
  );
}

function Times({ form, put }: { readonly form: QuietForm; put(change: Partial<QuietForm>): void }) {
  const say = useTexts(quietTexts);
  const fields = useId();
  const field = (key: "from" | "to" | "firstDay" | "lastDay", type: "time" | "date", label: string) => (
    <div>
      <label htmlFor={`${fields}${key}`}>{label}</label>
      <Input
        id={`${fields}${key}`}
        type={type}
        value={form[key]}
        onChange={({ target }) => put({ [key]: target.value })}
      />
    </div>
  );
  const once = form.is === "once";
  return (
    <>
      <Radio.Group
        aria-label={say("when")}
        value={form.is}
        onChange={({ target }) => put({ is: REPEATS.find((is) => is === target.value) ?? "weekly" })}
        options={REPEATS.map((value) => ({ value, label: say(value) }))}
      />
      {form.is === "weekly" ? (
        <Checkbox.Group
          aria-label={say("weekdays")}
          value={[...form.weekdays]}
          onChange={(weekdays) => put({ weekdays })}
          options={WEEKDAYS.map((value) => ({ value, label: say(`day${value}`) }))}
        />
      ) : null}
      {form.is === "monthly" ? (
        <Flex gap="small">
          <Select
            aria-label={say("nth")}
            value={form.nth}
            onChange={(nth) => put({ nth })}
            options={NTHS.map((value) => ({ value, label: say(`nth${value}`) }))}
          />
          <Select
            aria-label={say("weekdays")}
            value={form.weekday}
            onChange={(weekday) => put({ weekday })}
            options={WEEKDAYS.map((value) => ({ value, label: say(`day${value}`) }))}
          />
        </Flex>
      ) : null}
      <Flex gap="small" wrap>
        {field("firstDay", "date", say("fromDay"))}
        {field("from", "time", say("from"))}
        {field("lastDay", "date", say(once ? "toDay" : "lastDay"))}
        {field("to", "time", say("to"))}
      </Flex>
    </>
  );
}

function Preview(props: {
  readonly wish: ReturnType<typeof quietWishOf>;
  readonly seen: QuietPreview | null;
  see(preview: QuietPreview): void;
}) {
  const { wish, seen, see } = props;
  const say = useTexts(quietTexts);
  const { busy, problem, run } = useAct();
  const ask = async () => see(await call<QuietPreview>("POST", "/quiet-times/preview", { body: wish }));
  const next = seen?.next[0];
  return (
    <>
      <Button disabled={wish === null} loading={busy} onClick={() => void run(ask)}>
        {say("preview")}
      </Button>
      {problem === null ? null : <ProblemPanel problem={problem} />}
      {seen === null ? null : (
        <div role="status">
          {say("holdsNow", { count: seen.alarms.length })}{" "}
          {next === undefined ? say("never") : say("nextIs", { ...next })}
        </div>
      )}
    </>
  );
}
