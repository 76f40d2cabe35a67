// Commands as contract §6 shows them.
import { formatTime } from "../contract/time.ts";
import type { Command } from "./command.ts";
import type { CommandWish } from "./forms.ts";
import type { Commands } from "./open.ts";

export type CommandView = ReturnType<typeof viewOf>;

const timeOf = (ms: number | null) => (ms === null ? null : formatTime(ms));

/** One command in its public form. */
export function viewOf({ id, device, name, args, state, by, ...command }: Command) {
  return {
    id,
    device,
    name,
    args,
    state,
    by,
    requestedAt: formatTime(command.requestedMs),
    expiresAt: formatTime(command.expiresMs),
    startedAt: timeOf(command.startedMs),
    endedAt: timeOf(command.endedMs),
    result: command.result,
  };
}

/** The commands for the HTTP interface. */
export function commandDesk(commands: Commands) {
  return {
    async request(by: string, device: string, wish: CommandWish, key: string | null) {
      const { command, fresh } = await commands.request(by, device, wish, key);
      return { command: viewOf(command), fresh };
    },
    get(id: string): CommandView | null {
      const command = commands.get(id);
      return command === null ? null : viewOf(command);
    },
    newest: () => commands.newest().map(viewOf),
  };
}
