// In the alarm's detail: what it was, and what happened around it. Asked for again when something happens to the alarm.
import { Link } from "react-router";
import type { Story } from "#gateway/contract/story.ts";
import { queryClient, useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useEntries } from "../../live/hooks.ts";
import { HandlingPart } from "./handling.tsx";
import { storyTexts } from "./texts.ts";
import { Timeline } from "./timeline.tsx";

interface Props {
  readonly alarm: string;
  readonly occurrence: number;
}

const OURS = /^(alarm|notify|handling|ticket)\./;

export function Afterwards({ alarm, occurrence }: Props) {
  const say = useTexts(storyTexts);
  const path = `/alarms/${encodeURIComponent(alarm)}/story?occurrence=${occurrence}`;
  const story = useGet<Story>(path).data;
  useEntries(({ type, body }) => {
    if (type !== null && OURS.test(type) && (body.id === alarm || body.alarm === alarm))
      void queryClient.invalidateQueries({ queryKey: [path] });
  });
  return (
    <>
      <HandlingPart alarm={alarm} occurrence={occurrence} />
      <h3>{say("title")}</h3>
      {story === undefined ? null : <Timeline story={story} />}
      <p>
        <Link to={`/alarms/story?id=${encodeURIComponent(alarm)}&occurrence=${occurrence}`}>{say("open")}</Link>
      </p>
    </>
  );
}
