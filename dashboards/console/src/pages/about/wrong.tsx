// What is not as it should be, among facts that are.
import { WarningFilled } from "@ant-design/icons";
import type { ReactNode } from "react";

export function Wrong({ children }: { readonly children: ReactNode }) {
  return (
    <strong className="severity-high">
      <WarningFilled aria-hidden /> {children}
    </strong>
  );
}
