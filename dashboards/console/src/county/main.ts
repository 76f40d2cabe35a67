// The first script of the county's page: asks for the first answers, then loads the console. Both come over the line together.
import { askEarly, type First } from "../api/early.ts";

const FIRST: First = [["/campuses", "status.read"]];

// Whoever needs an answer that did not come asks again, and tells.
askEarly(FIRST).catch(() => undefined);
void import("./console.tsx");
