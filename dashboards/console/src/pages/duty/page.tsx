// The roster (值班表): who is on duty, who will be, and what it rests on: shifts, people, holidays.
import { Skeleton, Tabs } from "antd";
import { lazy, Suspense } from "react";
import { useSearchParams } from "react-router";
import { useDutyNow } from "../../api/duty.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { NothingYet } from "../../parts/nothing-yet.tsx";
import { Page } from "../../parts/page.tsx";
import { useCan } from "../../session/session.tsx";
import { RosterTab } from "./roster.tsx";
import { dutyTexts } from "./texts.ts";
import "./duty.css";

const Shifts = lazy(() => import("./shifts.tsx"));
const People = lazy(() => import("./people.tsx"));
const Calendar = lazy(() => import("./calendar.tsx"));

const TABS = ["roster", "shifts", "people", "calendar"] as const;
type Tab = (typeof TABS)[number];

export default function DutyPage() {
  const say = useTexts(dutyTexts);
  const [params, setParams] = useSearchParams();
  const mayPeople = useCan("people.read");
  const now = useDutyNow();
  const tab = TABS.find((each) => each === params.get("tab")) ?? "roster";
  const open = (next: Tab, year: number | null = null) =>
    setParams(next === "roster" ? {} : { tab: next, ...(year === null ? {} : { year: String(year) }) }, {
      replace: true,
    });
  const noPosts = (
    <NothingYet title={say("noPostsTitle")} help={say("noPostsHelp")}>
      {null}
    </NothingYet>
  );
  const items = [
    {
      key: "roster",
      label: say("roster"),
      children: (
        <Loaded query={now} empty={({ posts }) => posts.length === 0} nothing={noPosts}>
          {(data) => <RosterTab now={data} open={open} />}
        </Loaded>
      ),
    },
    { key: "shifts", label: say("shifts"), children: <Shifts posts={now.data?.posts ?? []} open={open} /> },
    ...(mayPeople ? [{ key: "people", label: say("people"), children: <People /> }] : []),
    { key: "calendar", label: say("calendar"), children: <Calendar /> },
  ];
  return (
    <Page title={say("title")} lead={say("lead")}>
      <Suspense fallback={<Skeleton active />}>
        <Tabs
          activeKey={tab}
          destroyOnHidden
          onChange={(next) => open(next as Tab)}
          items={items}
          className="duty-tabs"
        />
      </Suspense>
    </Page>
  );
}
