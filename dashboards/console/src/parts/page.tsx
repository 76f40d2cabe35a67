// The head of a page: its title, what it is for, and its main acts.
import { Flex } from "antd";
import { type ReactNode, useEffect } from "react";
import { frameTexts } from "../frame/texts.ts";
import { useTexts } from "../i18n/texts.ts";

interface Props {
  readonly title: ReactNode;
  /** For the browser's tab; absent: the title when it is text. */
  readonly tab?: string;
  readonly lead?: ReactNode;
  readonly acts?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, tab, lead, acts, children }: Props) {
  const name = tab ?? (typeof title === "string" ? title : null);
  const product = useTexts(frameTexts)("product");
  useEffect(() => {
    if (name !== null) document.title = `${name} · ${product}`;
  }, [name, product]);
  return (
    <div className="page">
      <Flex justify="space-between" align="center" wrap gap="small" className="page-head">
        <div>
          <h1 className="page-title">{title}</h1>
          {lead === undefined ? null : <div className="quiet">{lead}</div>}
        </div>
        {acts === undefined ? null : (
          <Flex gap="small" wrap>
            {acts}
          </Flex>
        )}
      </Flex>
      {children}
    </div>
  );
}
