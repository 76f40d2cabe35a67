// Commands that move a door: they expire within 30 s, whatever is asked for (contract §6), and need a right of their own.

const DOOR_COMMANDS: ReadonlySet<string> = new Set(["open", "unlock", "hold-open"]);

/** True for a command that lets somebody in. */
export function isDoorCommand(name: string): boolean {
  return DOOR_COMMANDS.has(name);
}
