// A titled part of a page, with its own small acts at the right.
import { type ReactNode, useId } from "react";
import "./section.css";

interface Props {
  readonly title: string;
  readonly acts?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, acts, children }: Props) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <header className="section-head">
        <h2 id={id}>{title}</h2>
        {acts === undefined ? null : <div className="section-acts">{acts}</div>}
      </header>
      {children}
    </section>
  );
}
