// The first script of the page: asks for the first answers, then loads the console. Both come over the line together.
import { askEarly } from "./api/early.ts";

// Whoever needs an answer that did not come asks again, and tells.
askEarly().catch(() => undefined);
void import("./console.tsx");
