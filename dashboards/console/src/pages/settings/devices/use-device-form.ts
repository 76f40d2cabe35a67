// What the form of a device does: keeps what is typed, says what it would save, saves it, and handles a change by somebody else meanwhile.
import { Form, type FormInstance } from "antd";
import { useState } from "react";
import { ApiProblem } from "../../../api/http.ts";
import type { Profile } from "../../../api/types.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { gatewayNow } from "../../../live/clock.ts";
import { useAct } from "../../../session/act.ts";
import { useWithFreshSignIn } from "../../../session/fresh-sign-in.tsx";
import { useWrite } from "../change/config.ts";
import { useDraft } from "../change/draft.ts";
import { type Item, mergedOver } from "../change/merge.ts";
import { placeErrors } from "../change/place-errors.ts";
import { saveItem } from "../change/save-item.ts";
import { useTold } from "../change/told.tsx";
import { type DeviceFields, fieldName, fieldsOf, itemOf, proposedId } from "./fields.ts";
import { formTexts } from "./form-texts.ts";

export interface Start {
  /** Null: a new device. */
  readonly id: string | null;
  /** What campus.yaml has of it; of a new one what it is copied from, or nothing. */
  readonly base: Item;
  readonly version: string;
  readonly draftName: string;
}

interface Kept {
  readonly fields: DeviceFields;
  readonly base: Item;
  readonly version: string;
}

export interface Done {
  readonly device: Item;
  readonly secret: string | null;
  readonly atMs: number;
}

export interface Theirs {
  readonly item: Item | null;
  readonly version: string;
}

/** `restart` begins the form anew with what campus.yaml has now. */
export function useDeviceForm(start: Start, taken: ReadonlySet<string>, restart: () => void) {
  const say = useTexts(formTexts);
  const [form] = Form.useForm<DeviceFields>();
  const draft = useDraft<Kept>(start.draftName);
  const [from, setFrom] = useState({
    base: draft.found?.base ?? start.base,
    version: draft.found?.version ?? start.version,
  });
  const [initial] = useState(() => draft.found?.fields ?? firstFields(start, taken));
  const [restored, setRestored] = useState(draft.found !== null);
  const [touched, setTouched] = useState(draft.found !== null);
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  const [rest, setRest] = useState<ApiProblem | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const fresh = useWithFreshSignIn();
  const write = useWrite();
  const tell = useTold();
  const { busy, run } = useAct();
  const fields = (): DeviceFields => form.getFieldsValue(true);

  const keep = () => {
    setTouched(true);
    draft.keep({ fields: fields(), ...from });
  };
  const fill = (next: Partial<DeviceFields>) => {
    form.setFieldsValue(next);
    keep();
  };

  /** Of what was filled in for another profile, only what the new one can have stays. */
  const choose = (profile: Profile) => {
    const before = fields();
    const connection = before.driver === profile.driver ? keptConnection(before) : {};
    const known = new Set(profile.points.map(({ id }) => id));
    const points = Object.entries(before.points).filter(([id]) => known.size === 0 || known.has(id));
    const isOwnId = before.id !== "" && before.id !== proposedId(before.profile, taken);
    const id = start.id ?? (isOwnId ? before.id : proposedId(profile.id, taken));
    form.setFieldValue("connection", connection);
    form.setFieldValue("points", Object.fromEntries(points));
    fill({ profile: profile.id, driver: profile.driver, id });
    void form.validateFields(["profile"]);
  };

  const refused = (problem: ApiProblem) => placeErrors(form, problem, fieldName);

  /** Whether the fields are as the form itself wants them; shows the first that is not. */
  const isComplete = async (check: () => Promise<unknown>): Promise<boolean> => {
    try {
      await check();
      return true;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const [first] = error.errorFields;
      if (first !== undefined) form.scrollToField([...first.name], { focus: true, block: "center" });
      return false;
    }
  };

  /** The device for a trial, which needs neither name nor id; null when its connection is not filled in. */
  const itemToTry = async (): Promise<Item | null> => {
    const connected = await isComplete(() => form.validateFields([["connection"]], { recursive: true }));
    const { id: _id, ...item } = itemOf(fields(), from.base);
    return connected ? item : null;
  };

  const send = (device: Item, base: Item | null, version: string) =>
    run(async () => {
      setRest(null);
      const id = start.id ?? String(device.id);
      const needsSecret = device.driver === "mqtt" && device.credential === undefined;
      const atMs = gatewayNow();
      try {
        const wish = {
          list: "devices",
          id,
          base,
          version,
          item: device,
          query: needsSecret ? "?secret=new" : "",
        } as const;
        const saved = await fresh(() => saveItem(wish, write));
        if (!saved.done && start.id === null) return form.setFields([{ name: "id", errors: [say("idTaken")] }]);
        if (!saved.done) return setTheirs({ item: saved.theirs, version: saved.version });
        draft.forget();
        setTheirs(null);
        setTouched(false);
        setRestored(false);
        const text = say("saved", { name: String(device.name) });
        tell({ text, before: saved.before, after: saved.written.version, undone: restart });
        setDone({ device, secret: saved.written.secret ?? null, atMs });
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        setRest(refused(error));
      }
    });

  return {
    form: form as FormInstance<DeviceFields>,
    initial,
    from,
    restored,
    touched,
    busy,
    rest,
    theirs,
    done,
    fields,
    keep,
    fill,
    choose,
    itemToTry,
    refused,
    forget: draft.forget,
    save: async () => {
      if (!(await isComplete(() => form.validateFields()))) return;
      await send(itemOf(fields(), from.base), start.id === null ? null : from.base, from.version);
    },
    /** Saves what was typed on top of what somebody else made of it meanwhile. */
    apply: async () => {
      if (theirs === null) return;
      const mine = itemOf(fields(), from.base);
      const merged = theirs.item === null ? mine : mergedOver(from.base, mine, theirs.item);
      setFrom({ base: theirs.item ?? {}, version: theirs.version });
      form.setFieldsValue(fieldsOf(merged));
      await send(merged, theirs.item, theirs.version);
    },
  };
}

/** What another profile of the same driver is reached by, too: each kind of probe asks somebody else, each computation others. */
function keptConnection({ driver, connection }: DeviceFields): DeviceFields["connection"] {
  const { chip, line, invert, timeout, of } = connection;
  if (driver === "gpio") return { chip, line, invert };
  if (driver === "probe") return { timeout };
  return driver === "derived" ? { of } : connection;
}

/** A copy begins with an id that is free. */
function firstFields({ id, base }: Start, taken: ReadonlySet<string>): DeviceFields {
  const fields = fieldsOf(base);
  return id !== null || fields.profile === "" ? fields : { ...fields, id: proposedId(fields.profile, taken) };
}

/** What `validateFields` throws when a field is not as it should be. */
function isRefusal(
  error: unknown,
): error is { readonly errorFields: readonly { readonly name: readonly (string | number)[] }[] } {
  return typeof error === "object" && error !== null && "errorFields" in error;
}

export type DeviceForm = ReturnType<typeof useDeviceForm>;

/** The form as it is while it is being typed in, fields that are not drawn included. */
export function useTyped({ form, initial }: DeviceForm): DeviceFields {
  const typed: DeviceFields | undefined = Form.useWatch([], { form, preserve: true });
  return { ...initial, ...typed };
}
