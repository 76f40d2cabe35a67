// How bad something is: an icon and a word, and a colour that never stands alone.
import { CloseCircleFilled, ExclamationCircleFilled, InfoCircleOutlined, WarningFilled } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTexts } from "../i18n/texts.ts";
import type { Severity } from "./attention.ts";
import { campusTexts } from "./texts.ts";
import "./campus.css";

const ICONS: Readonly<Record<Severity, ReactNode>> = {
  critical: <CloseCircleFilled aria-hidden />,
  high: <WarningFilled aria-hidden />,
  medium: <ExclamationCircleFilled aria-hidden />,
  low: <InfoCircleOutlined aria-hidden />,
};

export function SeverityMark({ severity }: { readonly severity: Severity }) {
  const say = useTexts(campusTexts);
  return (
    <span className={`severity severity-${severity}`}>
      {ICONS[severity]} {say(severity)}
    </span>
  );
}
