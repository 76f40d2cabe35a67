// Which campuses are shown: town, tag and text, kept in the address so that every view can be sent as a link.
import { Input, Segmented, Select } from "antd";
import { useSearchParams } from "react-router";
import type { FleetAnswer } from "#gateway/contract/county.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { tagWord } from "../../texts.ts";
import { campusesTexts } from "./texts.ts";

type Key = "town" | "tag" | "q" | "view";

export function Filter({ answer, shown }: { readonly answer: FleetAnswer; readonly shown: number }) {
  const say = useTexts(campusesTexts);
  const language = useLanguage();
  const [params, setParams] = useSearchParams();
  const put = (key: Key, values: readonly string[]) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        after.delete(key);
        for (const value of values) if (value !== "") after.append(key, value);
        return after;
      },
      { replace: true },
    );
  const counts = new Map<string, number>();
  for (const { town } of answer.campuses) if (town !== null) counts.set(town, (counts.get(town) ?? 0) + 1);
  return (
    <div className="campus-filter">
      <Input.Search
        aria-label={say("search")}
        placeholder={say("search")}
        allowClear
        value={params.get("q") ?? ""}
        onChange={({ target }) => put("q", [target.value])}
      />
      <Select<string[]>
        mode="multiple"
        aria-label={say("town")}
        placeholder={say("allTowns")}
        optionFilterProp="label"
        maxTagCount="responsive"
        value={params.getAll("town")}
        options={answer.towns.map(({ id, name }) => ({ value: id, label: `${name} ${counts.get(id) ?? 0}` }))}
        onChange={(towns) => put("town", towns)}
      />
      <Select<string[]>
        mode="multiple"
        aria-label={say("tag")}
        placeholder={say("allTags")}
        optionFilterProp="label"
        maxTagCount="responsive"
        value={params.getAll("tag")}
        options={answer.tags.map((tag) => ({ value: tag, label: tagWord(tag, language) }))}
        onChange={(tags) => put("tag", tags)}
      />
      <Segmented
        aria-label={say("view")}
        value={params.get("view") === "grid" ? "grid" : "table"}
        options={[
          { value: "table", label: say("table") },
          { value: "grid", label: say("grid") },
        ]}
        onChange={(view) => put("view", view === "grid" ? ["grid"] : [])}
      />
      <span className="quiet" role="status">
        {say("shown", { n: shown, all: answer.campuses.length })}
      </span>
    </div>
  );
}
