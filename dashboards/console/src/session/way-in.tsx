// What stands where nobody is signed in, or has just made the first account. Its forms come when they are wanted: most people who open
// the console are signed in, and need none of them to see how the campus is.
import { lazy, Suspense } from "react";
import { Boundary } from "../frame/boundary.tsx";
import { Failed } from "../frame/ends.tsx";
import { Waiting } from "../frame/waiting.tsx";

const Entrance = lazy(async () => ({ default: (await import("./entrance.tsx")).Entrance }));
const Welcome = lazy(async () => ({ default: (await import("./welcome.tsx")).Welcome }));

/** The way in that fits; `welcome`: the next steps after the first account was made. */
export function WayIn({ welcome = false }: { readonly welcome?: boolean }) {
  return (
    // Code that is not there any more belongs to a gateway that was updated meanwhile: the page itself is old.
    <Boundary at="" fallback={() => <Failed again={() => window.location.reload()} />}>
      <Suspense fallback={<Waiting />}>{welcome ? <Welcome /> : <Entrance />}</Suspense>
    </Boundary>
  );
}
