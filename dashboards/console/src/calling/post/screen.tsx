// What a post's screen adds to every page: whether it can be heard, what is announced, and the spot check.
import { NotificationOutlined, SoundOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";
import type { Announcement } from "#gateway/contract/duty.ts";
import { useDutyNow } from "../../api/duty.ts";
import { SeverityMark } from "../../campus/severity.tsx";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { useCan } from "../../session/session.tsx";
import { useAcknowledge } from "../acknowledge.ts";
import { Look } from "../look.tsx";
import { turnSoundOn } from "../sound.ts";
import { useSound } from "../use-calls.ts";
import { SpotCheckPrompt } from "./spot-check.tsx";
import { postTexts } from "./texts.ts";
import { announcementKey } from "./turns.ts";
import { usePostLine } from "./use-post-line.ts";
import { announcementText, type PostVoice, useHasVoice, useVoice } from "./use-voice.ts";
import type { Reading } from "./voice.ts";
import "../calling.css";
import "./post.css";

/** More at once would push the page itself out of sight. */
const MOST_SHOWN = 3;

/** `post`: the id of the post that this browser stands at. */
export default function PostScreen({ post }: { readonly post: string }) {
  const say = useTexts(postTexts);
  const sound = useSound();
  const line = usePostLine(post, sound);
  const now = useDutyNow().data;
  const view = now?.posts.find(({ id }) => id === post);
  const name = view?.name ?? post;
  const calls = line.calls;
  const announcements = useMemo(() => (calls === null ? undefined : realFirst(calls.announcements)), [calls]);
  const voice = useVoice(post, announcements, sound);
  const check = calls?.spotCheck ?? null;
  return (
    <>
      {line.isBroken ? (
        <div className="post-mute" role="alert">
          {say("lineBroken", { post: name })}
        </div>
      ) : null}
      <Mute name={name} />
      {check === null ? null : (
        <SpotCheckPrompt
          check={check}
          name={name}
          persons={view?.onDuty ?? []}
          names={{ ...now?.names, ...calls?.names }}
        />
      )}
      {announcements === undefined || announcements.length === 0 ? null : (
        <section className="post-calls" aria-label={say("calls", { post: name })}>
          <div className="post-list">
            {shownOf(announcements, voice.reading.now).map((each) => (
              <Call key={announcementKey(each)} announcement={each} reading={sound === "on" ? voice.reading : null} />
            ))}
          </div>
          <Quiet announcements={announcements} isLoud={sound === "on"} voice={voice} />
        </section>
      )}
    </>
  );
}

/** The first ones, and what is being read aloud: whoever hears it can act on it. */
function shownOf(announcements: readonly Announcement[], read: string | null): readonly Announcement[] {
  const first = announcements.slice(0, MOST_SHOWN);
  const heard = announcements.find((each) => announcementKey(each) === read);
  return heard === undefined || first.includes(heard) ? first : [heard, ...first.slice(0, -1)];
}

/** What goes by itself, such as a test, comes after what stands. */
function realFirst(announcements: readonly Announcement[]): readonly Announcement[] {
  return [...announcements].sort((a, b) => Number(b.standing) - Number(a.standing));
}

/** Stands as long as nothing can be heard here, also while nothing calls. */
function Mute({ name }: { readonly name: string }) {
  const say = useTexts(postTexts);
  const sound = useSound();
  const hasVoice = useHasVoice();
  if (sound === "on") return hasVoice ? null : <div className="post-hint">{say("noVoice")}</div>;
  return (
    <div className="post-mute" role="alert">
      <span>{say(sound === "off" ? "soundOff" : "soundBlocked", { post: name })}</span>
      <Button icon={<NotificationOutlined />} onClick={turnSoundOn}>
        {say("turnOn")}
      </Button>
    </div>
  );
}

interface CallProps {
  readonly announcement: Announcement;
  /** Null: nothing is read aloud here. */
  readonly reading: Reading | null;
}

function Call({ announcement, reading }: CallProps) {
  const say = useTexts(postTexts);
  const language = useLanguage();
  const mayAck = useCan("alarms.ack");
  const acknowledge = useAcknowledge();
  const { severity, alarm, at, test, standing } = announcement;
  // What was said of an alarm that calls no more, such as its end, is nothing to act on.
  const isOver = alarm !== null && !standing && !test;
  return (
    <div className={`calling post-call ${isOver ? "post-over" : `calling-${severity}`}`}>
      <div className="calling-what" role="alert">
        {isOver ? null : <SeverityMark severity={severity} />}{" "}
        {test ? <strong className="post-test">{say("test")}</strong> : null}
        <p className="post-text">{announcementText(announcement, language)}</p>
        <Age at={at} ageOnly /> <Turn announcement={announcement} reading={reading} />
      </div>
      {alarm === null ? null : (
        <div className="calling-acts">
          {mayAck && standing ? (
            <Button size="large" title={say("ackWhat")} onClick={() => void acknowledge(alarm)}>
              {say("ack")}
            </Button>
          ) : null}
          <Look alarm={alarm} word={say("handle")} title={say("handleWhat")} />
        </div>
      )}
    </div>
  );
}

/** Whether this is what is heard now, or what still waits to be. */
function Turn({ announcement, reading }: CallProps) {
  const say = useTexts(postTexts);
  const key = announcementKey(announcement);
  if (reading?.now === key) return <span className="post-turn">{say("reading")}</span>;
  return reading?.waiting.has(key) ? <span className="post-turn">{say("waits")}</span> : null;
}

interface QuietProps {
  readonly announcements: readonly Announcement[];
  readonly isLoud: boolean;
  readonly voice: PostVoice;
}

/** How many more there are, and the button that makes this screen quiet where it is not. */
function Quiet({ announcements, isLoud, voice: { silenced, silence } }: QuietProps) {
  const say = useTexts(postTexts);
  const more = announcements.length - MOST_SHOWN;
  const isSilent = announcements.every((each) => silenced.has(announcementKey(each)));
  if (more <= 0 && !isLoud) return null;
  return (
    <div className="post-quiet">
      {more > 0 ? <Link to="/alarms">{say("more", { n: more })}</Link> : null}
      {isLoud && isSilent ? <span>{say("silent")}</span> : null}
      {isLoud && !isSilent ? (
        <Button icon={<SoundOutlined />} title={say("silenceWhat")} onClick={silence}>
          {say("silence")}
        </Button>
      ) : null}
    </div>
  );
}
