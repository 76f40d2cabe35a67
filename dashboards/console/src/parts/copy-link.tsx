// Puts an address, or any text, on the clipboard and says so.
import { CopyOutlined, LinkOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useTexts } from "../i18n/texts.ts";
import { copyTexts } from "./copy-texts.ts";
import "./off-screen.css";

/** Puts `text` on the clipboard; a page without https has only the older way. Answers whether it worked. */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyOldWay(text);
    }
  }
  return copyOldWay(text);
}

/** navigator.clipboard exists only where the address is https or this computer; campuses often use plain http. */
function copyOldWay(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.className = "off-screen";
  // Inside a dialog only what lies in the dialog may have the focus.
  const host = document.activeElement?.closest('[role="dialog"]') ?? document.body;
  host.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/** Copies and tells the person; for buttons. */
export function useCopy(): (text: string) => Promise<void> {
  const say = useTexts(copyTexts);
  const { message } = App.useApp();
  return async (text) => {
    if (await copyText(text)) void message.success(say("copied"));
    else void message.warning(say("copyFailed"));
  };
}

/** A button for the link to what is on screen. */
export function CopyLink({ address }: { readonly address: () => string }) {
  const say = useTexts(copyTexts);
  const copy = useCopy();
  return (
    <Button icon={<LinkOutlined />} onClick={() => void copy(address())}>
      {say("link")}
    </Button>
  );
}

export function CopyButton({ value, text }: { readonly value: () => string; readonly text: string }) {
  const copy = useCopy();
  return (
    <Button icon={<CopyOutlined />} onClick={() => void copy(value())}>
      {text}
    </Button>
  );
}
