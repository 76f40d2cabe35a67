// Acknowledges an alarm with one tap, wherever it is shown; a refusal is told in passing.
import { App } from "antd";
import { ApiProblem, call } from "../api/http.ts";
import { queryClient } from "../api/queries.ts";
import { askForAlarms } from "../campus/alarms.ts";

/** `acknowledge(alarm)`: without a comment; the desk has room for one. */
export function useAcknowledge(): (alarm: { readonly id: string; readonly occurrence: number }) => Promise<void> {
  const { message } = App.useApp();
  return async ({ id, occurrence }) => {
    try {
      await call("POST", `/alarms/${encodeURIComponent(id)}/ack`, { body: { occurrence } });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      void message.error(`${error.body.detail} ${error.body.remedy}`);
    }
    await askForAlarms(queryClient);
  };
}
