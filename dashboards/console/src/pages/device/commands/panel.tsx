// What a device can be told by the one who is signed in, what became of it, and what was told before.
import { App, Collapse } from "antd";
import { useProfileMap } from "../../../api/campus.ts";
import type { Device, ProfileCommand } from "../../../api/types.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { ProblemPanel } from "../../../parts/problem.tsx";
import { Section } from "../../../parts/section.tsx";
import { partTexts } from "../../../parts/texts.ts";
import { useSession } from "../../../session/session.tsx";
import { argsText } from "../../../words/args.ts";
import { commandName, pointOfCommand } from "../../../words/points.ts";
import { useCommandDesk } from "./desk.ts";
import { FreeCommand } from "./free.tsx";
import { CommandHistory } from "./history.tsx";
import { KnownCommand } from "./known.tsx";
import { Outcome } from "./outcome.tsx";
import { commandTexts } from "./texts.ts";
import { asksOnce, EXPIRY_S, namelessOutputs, needsDoors, type Wish } from "./wish.ts";

/** Devices of this driver take commands that no profile lists. */
const FREE_DRIVER = "mqtt";

export function CommandPanel({ device }: { readonly device: Device }) {
  const { can } = useSession();
  const profile = useProfileMap().get(device.profile);
  if (!can("commands.send") || profile === undefined || !device.enabled) return null;
  const listed = profile.commands.filter(({ name }) => !needsDoors(name) || can("doors.open"));
  const free = device.driver === FREE_DRIVER && profile.commands.length === 0;
  if (listed.length === 0 && !free) return null;
  return <Panel device={device} listed={listed} free={free} />;
}

interface Props {
  readonly device: Device;
  readonly listed: readonly ProfileCommand[];
  readonly free: boolean;
}

function Panel({ device, listed, free }: Props) {
  const say = useTexts(commandTexts);
  const part = useTexts(partTexts);
  const language = useLanguage();
  const { modal } = App.useApp();
  const profile = useProfileMap().get(device.profile);
  const { query, last, sending, send } = useCommandDesk(device.id);
  const nameOf = (name: string) => commandName(name, device, profile, language);
  const act = (wish: Wish, command: Pick<ProfileCommand, "name" | "confirm">) => {
    if (!asksOnce(command)) {
      void send(wish);
      return;
    }
    void modal.confirm({
      title: say("confirmTitle", { name: nameOf(wish.name) }),
      content: <Consequence device={device} wish={wish} />,
      okText: nameOf(wish.name),
      cancelText: part("cancel"),
      autoFocusButton: "cancel",
      onOk: () => void send(wish),
    });
  };
  const nameless = namelessOutputs(device, listed);
  const outputs = new Set([...nameless].map(pointOfCommand));
  const known = (command: ProfileCommand) =>
    profile === undefined ? null : (
      <KnownCommand
        key={command.name}
        device={device}
        profile={profile}
        command={command}
        sending={sending}
        act={(wish, { name, confirm = false }) => act(wish, { name, confirm: confirm || nameless.has(name) })}
      />
    );
  const others = (
    <>
      <p className="quiet">{say("namelessHelp")}</p>
      {listed.filter(({ name }) => nameless.has(name)).map(known)}
    </>
  );
  const freeForm = <FreeCommand sending={sending} act={(wish) => act(wish, { name: wish.name })} />;
  return (
    <Section title={say("title")}>
      <div className="commands">
        {listed.filter(({ name }) => !nameless.has(name)).map(known)}
        {nameless.size === 0 ? null : (
          <Collapse
            ghost
            size="small"
            items={[{ key: "nameless", label: say("nameless", { n: outputs.size }), children: others }]}
          />
        )}
        {free ? (
          <Collapse ghost size="small" items={[{ key: "free", label: say("free"), children: freeForm }]} />
        ) : null}
        {last?.problem ? <ProblemPanel problem={last.problem} retry={() => void send(last.wish)} /> : null}
        {last?.command ? <Outcome command={last.command} name={nameOf(last.command.name)} /> : null}
        <Loaded query={query}>
          {({ commands }) => <CommandHistory device={device} profile={profile} commands={commands} />}
        </Loaded>
      </div>
    </Section>
  );
}

/** What the person is asked about: which device, with what, what then happens, and until when. */
function Consequence({ device, wish }: { readonly device: Device; readonly wish: Wish }) {
  const say = useTexts(commandTexts);
  const args = argsText(wish.args, useLanguage());
  return (
    <>
      <p>{say("confirmWhat", { device: device.name })}</p>
      {args === "" ? null : <p>{say("confirmArgs", { args })}</p>}
      <p>{say("confirmThen")}</p>
      <p className="quiet">{say("confirmExpiry", { seconds: EXPIRY_S })}</p>
    </>
  );
}
