// The large screen: readable from five metres, without a mouse; what is wrong is always in sight, the key places take turns.
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useSearchParams } from "react-router";
import { type AlarmRef, OpenInPlace } from "../../calling/look.tsx";
import { useRecentEntries } from "../../campus/recent.ts";
import { type Campus, useCampus } from "../../campus/use-campus.ts";
import { LineBar } from "../../frame/line-bar.tsx";
import { CampusClock, CampusName } from "../../frame/top-bar.tsx";
import { Waiting } from "../../frame/waiting.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { useNowEvery } from "../../live/clock.ts";
import { WallAct } from "./act.tsx";
import { useHeld, useTouched } from "./held.ts";
import { WallNeeds } from "./needs.tsx";
import { WallPlace } from "./place.tsx";
import { wallTexts } from "./texts.ts";
import { WallUnhandled } from "./unhandled.tsx";
import "./wall.css";

const TURN_S = 15;
const EVENTS_KEPT = 60;

/** `calling`: what must be in sight whatever else is shown. */
export default function Wall({ calling }: { readonly calling: ReactNode }) {
  const say = useTexts(wallTexts);
  const campus = useCampus();
  const [search, setSearch] = useSearchParams();
  const [opened, open] = useState<AlarmRef | null>(null);
  const isTouched = useTouched();
  const isHeld = isTouched || opened !== null;
  if (campus === null) return <Waiting />;
  const leave = () => {
    const next = new URLSearchParams(search);
    next.delete("wall");
    setSearch(next);
  };
  return (
    <div className="wall">
      <header className="wall-top">
        <CampusName />
        <Button type="text" className="wall-end" onClick={leave}>
          {say("end")}
        </Button>
        <CampusClock />
      </header>
      <LineBar />
      <OpenInPlace value={open}>{calling}</OpenInPlace>
      <main className="wall-main">
        <WallNeeds campus={campus} isHeld={isHeld} open={open}>
          <WallUnhandled open={open} />
        </WallNeeds>
        <Turns campus={campus} isHeld={isHeld} />
      </main>
      {opened === null ? null : <WallAct which={opened} close={() => open(null)} />}
    </div>
  );
}

/** The key places take turns, by the gateway's clock, so that two screens show the same. */
function Turns({ campus, isHeld }: { readonly campus: Campus; readonly isHeld: boolean }) {
  const say = useTexts(wallTexts);
  const turn = useHeld(useNowEvery(TURN_S) / (TURN_S * 1000), isHeld);
  const recent = useRecentEntries(["event"], EVENTS_KEPT) ?? [];
  const places = campus.places.filter(({ key }) => key);
  const place = places[turn % Math.max(1, places.length)];
  if (place === undefined) return <p className="wall-quiet">{say("noPlaces")}</p>;
  return (
    <section className="wall-turn">
      <WallPlace key={place.id} place={place} campus={campus} recent={recent} />
      <ol className="wall-dots" aria-hidden>
        {places.map(({ id }) => (
          <li key={id} className={id === place.id ? "wall-dot wall-dot-now" : "wall-dot"} />
        ))}
      </ol>
    </section>
  );
}
