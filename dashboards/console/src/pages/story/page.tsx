// The story of one alarm on a page of its own, as it is printed and filed (告警经过单).
import { Button, Descriptions, Empty } from "antd";
import { Link, useSearchParams } from "react-router";
import type { Story } from "#gateway/contract/story.ts";
import { useGet } from "../../api/queries.ts";
import { AlarmWhere, useAlarmText } from "../../campus/alarm-row.tsx";
import { SeverityMark } from "../../campus/severity.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { Section } from "../../parts/section.tsx";
import { stampText } from "../../words/time.ts";
import { HandlingPart } from "./handling.tsx";
import { storyTexts } from "./texts.ts";
import { Timeline } from "./timeline.tsx";

export default function StoryPage() {
  const say = useTexts(storyTexts);
  const [params] = useSearchParams();
  const [id, occurrence] = [params.get("id") ?? "", Number(params.get("occurrence"))];
  const asked = Number.isSafeInteger(occurrence) && occurrence > 0 ? `?occurrence=${occurrence}` : "";
  const query = useGet<Story>(`/alarms/${encodeURIComponent(id)}/story${asked}`, { enabled: id !== "" });
  return (
    <Page
      title={say("sheet")}
      lead={
        <Link className="no-print" to={`/alarms?state=all&id=${encodeURIComponent(id)}`}>
          {say("back")}
        </Link>
      }
      acts={<Button onClick={() => print()}>{say("print")}</Button>}
    >
      {id === "" ? (
        <Empty description={say("empty")} />
      ) : (
        <Loaded query={query}>{(story) => <Sheet story={story} />}</Loaded>
      )}
    </Page>
  );
}

function Sheet({ story }: { readonly story: Story }) {
  const say = useTexts(storyTexts);
  const textOf = useAlarmText();
  const { alarm, occurrence, rule, severity } = story;
  return (
    <Section title={textOf(story)} acts={<SeverityMark severity={severity} />}>
      <Descriptions column={1} size="small">
        <Descriptions.Item label={say("device")}>
          <AlarmWhere alarm={story} />
        </Descriptions.Item>
        <Descriptions.Item label={say("rule")}>
          <span>
            <code>{rule}</code> · {say("occurrence", { n: occurrence })}
          </span>
        </Descriptions.Item>
      </Descriptions>
      <Timeline story={story} />
      <HandlingPart key={`${alarm} ${occurrence}`} alarm={alarm} occurrence={occurrence} />
      <div className="story-sign">
        <span>{say("signature")}</span>
        <span>{say("printedAt", { time: stampText(gatewayNow()) })}</span>
      </div>
    </Section>
  );
}
