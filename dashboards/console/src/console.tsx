// The console itself: everything that is shown. It is loaded by main.ts, which has asked for the first answers meanwhile.
import { createRoot } from "react-dom/client";
import { watchTouches } from "./api/attended.ts";
import { earlyAnswer } from "./api/http.ts";
import type { LatestAnswer } from "./api/types.ts";
import { App } from "./frame/app.tsx";
import { loadPageAt } from "./frame/pages.ts";
import { giveStylesTheNonce } from "./frame/style-nonce.ts";
import { beginWith } from "./live/store.ts";

loadPageAt(window.location.pathname);
giveStylesTheNonce();
watchTouches(window);
const values = earlyAnswer<LatestAnswer>("/latest");
if (values !== undefined) beginWith(values);
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with id root");
createRoot(root).render(<App />);
