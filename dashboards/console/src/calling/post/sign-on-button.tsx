// Who is on duty at this browser's post, always in sight; a tap signs on, hands over or signs off.
import { IdcardOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { lazy, Suspense, useState, useSyncExternalStore } from "react";
import type { PostNow } from "#gateway/contract/duty.ts";
import { namesText, useDutyNow } from "../../api/duty.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { clockText } from "../../words/time.ts";
import { followPost, keptPost } from "./kept.ts";
import { postTexts } from "./texts.ts";

const SignOnDialog = lazy(() => import("./sign-on.tsx"));

/** A campus without posts has nobody to sign on. */
export function SignOnButton() {
  const say = useTexts(postTexts);
  const language = useLanguage();
  const kept = useSyncExternalStore(followPost, keptPost);
  const [open, setOpen] = useState(false);
  const now = useDutyNow().data;
  if (now === undefined || now.posts.length === 0) return null;
  const post = now.posts.find(({ id }) => id === kept);
  const isWaiting = post !== undefined && post.signedOn?.current !== true;
  const words = (of: PostNow) => {
    const { signedOn } = of;
    if (signedOn === null) return say("markNobody", { post: of.name });
    if (!signedOn.current) return say("markOld", { post: of.name });
    const since = clockText(Date.parse(signedOn.since)).slice(0, 5);
    return say("mark", { post: of.name, names: namesText(signedOn.persons, now.names, language), since });
  };
  return (
    <>
      <Button
        type="text"
        size="small"
        className={isWaiting ? "frame-warning post-mark" : "quiet post-mark"}
        icon={<IdcardOutlined />}
        title={post === undefined ? say("signOnWhat") : words(post)}
        onClick={() => setOpen(true)}
      >
        {post === undefined ? say("signOn") : words(post)}
      </Button>
      {open ? (
        <Suspense fallback={null}>
          <SignOnDialog now={now} kept={post ?? null} close={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

/** Alone in its file's default, so that it is loaded when the page rests. */
export default SignOnButton;
