// Chooses what a device is: found by model, protocol, purpose, or what people call such a thing.
import { Button, Empty, Input } from "antd";
import { useState } from "react";
import { useProfiles } from "../../../api/campus.ts";
import type { Profile } from "../../../api/types.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { alsoHeard } from "../../../words/also-heard.ts";
import { driverName, driverWords } from "../../../words/driver-names.ts";
import { formTexts } from "./form-texts.ts";

interface Props {
  readonly value?: string;
  readonly disabled: boolean;
  choose(profile: Profile): void;
}

/** So many points say what a model measures. */
const POINTS_SHOWN = 4;

/** Everything under which a profile is found. */
export function profileWords({ id, driver, label, points }: Profile): string {
  const names = points.map((point) => `${point.label["zh-CN"]} ${point.label.en}`).join(" ");
  return `${id} ${driverWords(driver)} ${label["zh-CN"]} ${label.en} ${names} ${alsoHeard(id, driver)}`.toLowerCase();
}

export function ProfilePicker({ value = "", disabled, choose }: Props) {
  const say = useTexts(formTexts);
  const language = useLanguage();
  const query = useProfiles();
  const [picking, setPicking] = useState(false);
  const [search, setSearch] = useState("");
  const chosen = query.data?.profiles.find(({ id }) => id === value);
  if (value !== "" && !picking && query.data !== undefined)
    return (
      <div className="chosen">
        <strong>{chosen?.label[language] ?? value}</strong>
        <span className="quiet">{chosen === undefined ? "" : driverName(chosen.driver, language)}</span>
        <small className="quiet">{value}</small>
        {disabled ? null : (
          <Button size="small" onClick={() => setPicking(true)}>
            {say("profileChange")}
          </Button>
        )}
      </div>
    );
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return (
    <Loaded query={query}>
      {({ profiles }) => {
        const found = profiles.filter((profile) => words.every((word) => profileWords(profile).includes(word)));
        const drivers = [...new Set(found.map(({ driver }) => driver))];
        return (
          <>
            <Input.Search
              type="search"
              allowClear
              className="settings-search choices-search"
              aria-label={say("profileSearch")}
              placeholder={say("profileSearch")}
              value={search}
              onChange={(event) => setSearch(event.target.value)}
              onPressEnter={(event) => event.preventDefault()}
            />
            {found.length === 0 ? <Empty description={say("profileNone")} /> : null}
            <div className="choices">
              {drivers.map((driver) => (
                <Group
                  key={driver}
                  driver={driver}
                  profiles={found.filter((profile) => profile.driver === driver)}
                  choose={(profile) => {
                    setPicking(false);
                    choose(profile);
                  }}
                />
              ))}
            </div>
          </>
        );
      }}
    </Loaded>
  );
}

interface GroupProps {
  readonly driver: string;
  readonly profiles: readonly Profile[];
  choose(profile: Profile): void;
}

function Group({ driver, profiles, choose }: GroupProps) {
  const say = useTexts(formTexts);
  const language = useLanguage();
  const pointsText = ({ points }: Profile) => {
    if (points.length === 0) return say("anyPoint");
    const names = points.slice(0, POINTS_SHOWN).map(({ label }) => label[language]);
    return names.join(" · ") + (points.length > POINTS_SHOWN ? ` … (${points.length})` : "");
  };
  return (
    <>
      <h3 className="choice-group">{driverName(driver, language)}</h3>
      {profiles.map((profile) => (
        <button key={profile.id} type="button" className="choice" onClick={() => choose(profile)}>
          {profile.label[language]}
          <span className="choice-points">{pointsText(profile)}</span>
        </button>
      ))}
    </>
  );
}
