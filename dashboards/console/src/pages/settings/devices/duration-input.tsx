// A duration of the contract (`5s`, `3min`) as a number and a unit; empty means the default.
import { InputNumber, Select } from "antd";
import { type ComponentRef, type Ref, useState } from "react";
import { useTexts } from "../../../i18n/texts.ts";
import { formTexts } from "./form-texts.ts";

const UNITS = ["ms", "s", "min", "h", "d"] as const;
type Unit = (typeof UNITS)[number];

interface Props {
  readonly id?: string;
  /** The form asks for it: a field without one is not found when the gateway refuses it. */
  readonly ref?: Ref<ComponentRef<typeof InputNumber>>;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
  readonly disabled?: boolean;
  readonly placeholder: string;
  /** The unit that it begins with; default: seconds. */
  readonly usual?: Unit;
  /** Names the two controls for those who cannot see the label. */
  readonly label: string;
}

/** Its number and unit; a text that is no duration has neither. */
export function partsOf(text: string): { readonly number: number | null; readonly unit: Unit | null } {
  const [, digits, unit] = /^(\d+)(ms|s|min|h|d)$/.exec(text) ?? [];
  return { number: digits === undefined ? null : Number(digits), unit: UNITS.find((each) => each === unit) ?? null };
}

export function DurationInput({
  id,
  ref,
  value = "",
  onChange,
  disabled = false,
  placeholder,
  label,
  usual = "s",
}: Props) {
  const say = useTexts(formTexts);
  const { number, unit: written } = partsOf(value);
  const [chosen, setChosen] = useState<Unit>(usual);
  const unit = written ?? chosen;
  return (
    <span className="settings-duration">
      <InputNumber<number>
        {...(id === undefined ? {} : { id })}
        {...(ref === undefined ? {} : { ref })}
        aria-label={label}
        value={number}
        min={0}
        precision={0}
        placeholder={placeholder}
        disabled={disabled}
        onChange={(next) => {
          setChosen(unit);
          onChange?.(next === null ? "" : `${next}${unit}`);
        }}
      />
      <Select<Unit>
        aria-label={`${label} ${say(unit)}`}
        value={unit}
        disabled={disabled}
        options={UNITS.map((each) => ({ value: each, label: say(each) }))}
        onChange={(next) => {
          setChosen(next);
          if (number !== null) onChange?.(`${number}${next}`);
        }}
      />
    </span>
  );
}
