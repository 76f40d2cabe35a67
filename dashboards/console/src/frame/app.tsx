// The console from the outside in: texts, theme, session; then either the way in or the frame with its pages.
import { QueryClientProvider } from "@tanstack/react-query";
import { BrowserRouter, useSearchParams } from "react-router";
import { queryClient } from "../api/queries.ts";
import { startTexts } from "../i18n/texts.ts";
import { SessionProvider, useSession } from "../session/session.tsx";
import { WayIn } from "../session/way-in.tsx";
import { WELCOME } from "../session/welcome-address.ts";
import { Frame } from "./frame.tsx";
import { ThemeProvider } from "./theme.tsx";
import { Unreachable, Waiting } from "./waiting.tsx";
import "./console.css";

startTexts();

export function App() {
  return (
    // Around everything: toasts and dialogs are drawn outside the pages, and have links too.
    <BrowserRouter>
      <ThemeProvider>
        <QueryClientProvider client={queryClient}>
          <SessionProvider>
            <Doors />
          </SessionProvider>
        </QueryClientProvider>
      </ThemeProvider>
    </BrowserRouter>
  );
}

function Doors() {
  const { session } = useSession();
  const [search] = useSearchParams();
  if (session === "unknown") return <Waiting />;
  if (session === "unreachable") return <Unreachable />;
  if (session === null) return <WayIn />;
  return search.has(WELCOME) ? <WayIn welcome /> : <Frame />;
}
