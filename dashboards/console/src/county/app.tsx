// The county's console from the outside in: texts, theme, session; then either the way in or the frame with its pages.
import { QueryClientProvider } from "@tanstack/react-query";
import { BrowserRouter } from "react-router";
import { queryClient } from "../api/queries.ts";
import { ThemeProvider } from "../frame/theme.tsx";
import { Unreachable, Waiting } from "../frame/waiting.tsx";
import { startTexts } from "../i18n/texts.ts";
import { SessionProvider, useSession } from "../session/session.tsx";
import { WayIn } from "../session/way-in.tsx";
import { followCounty } from "./follow.ts";
import { CountyFrame } from "./frame.tsx";
import { speakForTheCounty } from "./own-words.ts";
import "../frame/console.css";

startTexts();
speakForTheCounty();

export function CountyApp() {
  return (
    // Around everything: toasts and dialogs are drawn outside the pages, and have links too.
    <BrowserRouter>
      <ThemeProvider>
        <QueryClientProvider client={queryClient}>
          <SessionProvider follow={followCounty}>
            <Doors />
          </SessionProvider>
        </QueryClientProvider>
      </ThemeProvider>
    </BrowserRouter>
  );
}

function Doors() {
  const { session } = useSession();
  if (session === "unknown") return <Waiting />;
  if (session === "unreachable") return <Unreachable />;
  return session === null ? <WayIn /> : <CountyFrame />;
}
