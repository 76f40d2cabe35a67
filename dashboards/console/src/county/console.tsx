// The county's console itself: everything that is shown. It is loaded by main.ts, which has asked for the first answers meanwhile.
import { createRoot } from "react-dom/client";
import { watchTouches } from "../api/attended.ts";
import { giveStylesTheNonce } from "../frame/style-nonce.ts";
import { CountyApp } from "./app.tsx";

giveStylesTheNonce();
watchTouches(window);
const root = document.getElementById("root");
if (root === null) throw new Error("county.html has no element with id root");
createRoot(root).render(<CountyApp />);
