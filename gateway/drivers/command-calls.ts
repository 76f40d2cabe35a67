// Commands on their way through the drivers' thread: asked for, begun, ended; each call settles exactly once, also when the thread is lost.
import type { CommandOutcome, DriverCommand } from "../contract/driver.ts";
import { GatewayError } from "../kit/errors.ts";
import type { ToThread } from "./protocol.ts";

interface Call {
  readonly begin: () => Promise<boolean>;
  readonly resolve: (outcome: CommandOutcome) => void;
  readonly reject: (error: GatewayError) => void;
}

export interface CommandCalls {
  call(command: DriverCommand, begin: () => Promise<boolean>): Promise<CommandOutcome>;
  begin(id: string): void;
  /** null: it did not run. */
  end(id: string, outcome: CommandOutcome | null): void;
  /** The thread is gone with everything in it. */
  lost(): void;
}

/** `post` says whether there is a thread to take the message. */
export function createCommandCalls(post: (message: ToThread) => boolean): CommandCalls {
  const calls = new Map<string, Call>();
  return {
    call(command, begin) {
      const { promise, resolve, reject } = Promise.withResolvers<CommandOutcome>();
      if (post({ do: "command", command })) calls.set(command.id, { begin, resolve, reject });
      else reject(notRun(command.id));
      return promise;
    },
    begin(id) {
      const call = calls.get(id);
      const answer = (go: boolean) => void post({ do: "begun", id, go });
      if (call === undefined) answer(false);
      // A thread that was lost meanwhile has taken the call with it.
      else
        call.begin().then(
          (go) => answer(go && calls.get(id) === call),
          () => answer(false),
        );
    },
    end(id, outcome) {
      const call = calls.get(id);
      calls.delete(id);
      if (outcome === null) call?.reject(notRun(id));
      else call?.resolve(outcome);
    },
    lost() {
      const error = new GatewayError(
        "drivers-restarted",
        "the drivers were started afresh while the command was on its way",
        "See the device's newest values for what became of it; give the command again if it is still wanted.",
      );
      for (const call of calls.values()) call.reject(error);
      calls.clear();
    },
  };
}

function notRun(id: string): GatewayError {
  return new GatewayError(
    "command-not-run",
    `the command ${id} did not go out: its device is no longer asked, or it was too late`,
    "Give the command again when the device is there.",
  );
}
