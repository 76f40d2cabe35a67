// An error as the gateway words it: what is wrong, what to do, its code; the page around it stays.
import { Alert, Button } from "antd";
import type { ApiProblem } from "../api/http.ts";
import { useTexts } from "../i18n/texts.ts";
import { partTexts } from "./texts.ts";

/** Shows a problem with its remedy and, where trying again can help, a button. */
export function ProblemPanel({ problem, retry }: { readonly problem: ApiProblem; readonly retry?: () => void }) {
  const say = useTexts(partTexts);
  const { body } = problem;
  const { errors = [] } = body;
  // How a request is to be written is of no use to whoever filled in a form.
  const isOfFields = body.code === "bad-request" && errors.length > 0;
  return (
    <Alert
      type={body.status === 403 ? "info" : "error"}
      showIcon
      title={isOfFields ? say("someWrong") : body.detail}
      description={
        <>
          {isOfFields ? null : <div>{body.remedy}</div>}
          {errors.map(({ path, message }) => (
            <div key={`${path} ${message}`} title={path}>
              {isOfFields ? null : <code>{path}</code>} {message}
            </div>
          ))}
          <small className="quiet">{say("copyCode", { code: body.code })}</small>
        </>
      }
      action={retry === undefined ? null : <Button onClick={retry}>{say("again")}</Button>}
    />
  );
}
