// What must hold in a command of a Modbus profile: one argument or a fixed value, limits that the device can be told, a way back for pulses.
import { bytesOf, widthOf } from "./map.ts";
import type { Rule } from "./rules.ts";
import type { CommandWire, ProfileWire } from "./wire-schema.ts";

type Commands = NonNullable<ProfileWire["commands"]>;

/** All contradictions of a command; `commands` are those of its profile. */
export function commandRules(command: CommandWire, commands: Commands): Rule[] {
  return [...argumentRules(command), ...writeRules(command), ...pulseRules(command.pulse, commands)];
}

function argumentRules({ args, write }: CommandWire): Rule[] {
  const found: Rule[] = [];
  const say = (isWrong: boolean, what: string, remedy: string) => {
    if (isWrong) found.push({ what, remedy });
  };
  const [argument, ...others] = Object.values(args);
  const written = write.type === "bit" ? "boolean" : "number";
  const { minimum = Number.NaN, maximum = Number.NaN } = argument ?? {};
  say(
    others.length > 0 || (argument === undefined) === (write.value === undefined),
    "needs one argument, or none and a fixed value",
    "write one of the two",
  );
  say(
    argument !== undefined && argument.type !== written,
    `writes ${written}, but its argument is ${argument?.type}`,
    `make it ${written}`,
  );
  say(argument?.type === "number" && !(minimum < maximum), "has no range", "write minimum and maximum");
  say(
    argument?.type === "boolean" && !(Number.isNaN(minimum) && Number.isNaN(maximum)),
    "limits true and false",
    "take minimum and maximum out",
  );
  say(
    argument?.type === "number" && written === "number" && minimum < maximum && !areTold(write, [minimum, maximum]),
    "has a limit that its register cannot hold exactly",
    "write limits that the type and the scale can hold",
  );
  return found;
}

function writeRules({ write }: CommandWire): Rule[] {
  const found: Rule[] = [];
  const say = (isWrong: boolean, what: string, remedy: string) => {
    if (isWrong) found.push({ what, remedy });
  };
  const { function: code, address, type, value, scale, fraction, offset, readBack } = write;
  const written = type === "bit" ? "boolean" : "number";
  const isWide = type === "u32" || type === "s32" || type === "f32";
  say(value !== undefined && typeof value !== written, "has a fixed value of another type", `write a ${written}`);
  say(
    typeof value === "number" && written === "number" && !areTold(write, [value]),
    "has a fixed value that its register cannot hold exactly",
    "write a value that the type and the scale can hold",
  );
  say(
    (code !== 5 && type === "bit") ||
      (code === 5 && type !== "bit" && (type !== "u16" || readBack !== false)) ||
      (code === 6 && isWide),
    `writes ${type} by function ${code}`,
    "5 writes bit (or u16 that is not read back), 6 one register, 16 any registers",
  );
  say(address + widthOf({ type }) > 65_536, "ends beyond address 65535", "correct the address");
  say(scale !== undefined && fraction !== undefined, "has scale and fraction", "keep one of them");
  say(
    type === "bit" && (scale ?? fraction ?? offset) !== undefined,
    "scales a flag",
    "take scale, fraction and offset out",
  );
  return found;
}

function areTold(write: CommandWire["write"], values: readonly number[]): boolean {
  return values.every((value) => bytesOf(write, value) !== null);
}

/** What takes a pulse back must be there, must take these arguments, and must be no pulse itself. */
function pulseRules(pulse: CommandWire["pulse"], commands: Commands): Rule[] {
  if (pulse === undefined) return [];
  const { name, args } = pulse.back;
  const back = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (back === undefined || back.pulse !== undefined)
    return [{ what: `is taken back by ${name}, which is no lasting command`, remedy: "name another command" }];
  const given = Object.entries(args);
  const fits =
    given.length === Object.keys(back.args).length &&
    given.every(([key, value]) => Object.hasOwn(back.args, key) && takes(back.args[key], value));
  return fits ? [] : [{ what: `does not give ${name} its arguments`, remedy: "write them as that command lists them" }];
}

/** True for a value of the argument's type between its limits. */
function takes(argument: CommandWire["args"][string] | undefined, value: number | boolean | string): boolean {
  if (argument?.type !== typeof value) return false;
  const { minimum = -Infinity, maximum = Infinity } = argument;
  return typeof value !== "number" || (value >= minimum && value <= maximum);
}
