// An error as the gateway words it: what is wrong, what to do, its code; the page around it stays.
import { Alert, Button } from "antd";
import type { ApiProblem } from "../api/http.ts";
import { useTexts } from "../i18n/texts.ts";
import { partTexts } from "./texts.ts";

/** Shows a problem with its remedy and, where trying again can help, a button. */
export function ProblemPanel({ problem, retry }: { readonly problem: ApiProblem; readonly retry?: () => void }) {
  const say = useTexts(partTexts);
  const { body } = problem;
  return (
    <Alert
      type={body.status === 403 ? "info" : "error"}
      showIcon
      title={body.detail}
      description={
        <>
          <div>{body.remedy}</div>
          {body.errors?.map(({ path, message }) => (
            <div key={`${path} ${message}`}>
              <code>{path}</code> {message}
            </div>
          ))}
          <small className="quiet">{say("copyCode", { code: body.code })}</small>
        </>
      }
      action={retry === undefined ? null : <Button onClick={retry}>{say("again")}</Button>}
    />
  );
}
