// What stands where a page cannot: there is none of that name, or it failed.
import { Button, Result } from "antd";
import { Link } from "react-router";
import { useTexts } from "../i18n/texts.ts";
import { partTexts } from "../parts/texts.ts";
import { frameTexts } from "./texts.ts";

export function NoSuchPage() {
  const say = useTexts(partTexts);
  return <Result status="404" title={say("notFound")} extra={<Link to="/">{say("home")}</Link>} />;
}

export function Failed({ again }: { readonly again: () => void }) {
  const say = useTexts(frameTexts);
  const part = useTexts(partTexts);
  return (
    <Result
      status="error"
      title={say("failed")}
      subTitle={say("failedHelp")}
      extra={<Button onClick={again}>{part("again")}</Button>}
    />
  );
}
