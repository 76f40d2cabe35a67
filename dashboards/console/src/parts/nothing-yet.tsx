// A list in which nothing is yet: what it will hold, and the next step.
import { Empty } from "antd";
import type { ReactNode } from "react";

interface Props {
  readonly title: string;
  readonly help: string;
  /** What begins it, for whoever may. */
  readonly children: ReactNode;
}

export function NothingYet({ title, help, children }: Props) {
  return (
    <Empty
      description={
        <>
          <div>{title}</div>
          <div className="quiet">{help}</div>
        </>
      }
    >
      {children}
    </Empty>
  );
}
