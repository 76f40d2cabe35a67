// Starts the console in the page that the gateway served.
import { createRoot } from "react-dom/client";
import { watchTouches } from "./api/attended.ts";
import { App } from "./frame/app.tsx";
import { giveStylesTheNonce } from "./frame/style-nonce.ts";

giveStylesTheNonce();
watchTouches(window);
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with id root");
createRoot(root).render(<App />);
