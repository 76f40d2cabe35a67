// What is shown while the gateway has not answered yet, and while it does not answer.
import { Result, Spin } from "antd";
import { useTexts } from "../i18n/texts.ts";
import { frameTexts } from "./texts.ts";

export function Waiting() {
  return (
    <div className="center">
      <Spin size="large" />
    </div>
  );
}

export function Unreachable() {
  const say = useTexts(frameTexts);
  return (
    <div className="center" role="alert">
      <Result status="warning" title={say("unreachable")} subTitle={say("unreachableHelp")} />
    </div>
  );
}
