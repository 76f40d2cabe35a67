// Text for those who hear the page: it takes no room on screen.
import type { ReactNode } from "react";
import "./off-screen.css";

export function OffScreen({ children }: { readonly children: ReactNode }) {
  return <span className="off-screen">{children}</span>;
}
