// What the wire says of a device that we ask: state of the polls, the last error, the last answer byte by byte.
import { Tooltip } from "antd";
import type { Polling } from "../../api/types.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { Age } from "../../parts/age.tsx";
import { Section } from "../../parts/section.tsx";
import { useWords } from "../../words/speech.ts";
import { wordTexts } from "../../words/texts.ts";
import { ageText } from "../../words/time.ts";
import { hexLines, modbusRequest, rawParts } from "./hex.ts";
import { deviceTexts } from "./texts.ts";

const STATES = { up: "pollUp", down: "pollDown", "backing-off": "pollBackingOff", disabled: "pollDisabled" } as const;

export function RawAnswer({ polling }: { readonly polling: Polling }) {
  const say = useTexts(deviceTexts);
  const word = useTexts(wordTexts);
  const words = useWords();
  const now = useNow();
  const { state, since, lastPoll, lastError, raw, lastBad, skipped } = polling;
  return (
    <Section title={say("raw")}>
      <dl className="facts">
        <dt>{say("pollState")}</dt>
        <dd>
          {say(STATES[state])}{" "}
          <small className="quiet">{say("since", { age: ageText(now - Date.parse(since), word) })}</small>
        </dd>
        <dt>{say("lastPoll")}</dt>
        <dd>{lastPoll === null ? "—" : <Age at={lastPoll} />}</dd>
        <dt>{say("lastError")}</dt>
        <dd>
          {lastError === null ? (
            say("noError")
          ) : (
            <>
              {words.code(lastError.code)} <small className="quiet">{lastError.code}</small>
              <div className="quiet">{lastError.message}</div>
            </>
          )}
        </dd>
        <dt>{say("skipped")}</dt>
        <dd>
          <Tooltip title={say("skippedHelp")}>
            <span>{skipped}</span>
          </Tooltip>
        </dd>
      </dl>
      {raw === null || raw === "" ? (
        <p className="quiet">{say("noRaw")}</p>
      ) : (
        <>
          <small className="quiet">{say("rawHelp")}</small>
          <Bytes raw={raw} />
        </>
      )}
      {lastBad === null || lastError !== null ? null : <BadAnswer bad={lastBad} />}
    </Section>
  );
}

/** What a device that sends to us said last that was not believed; nothing as long as all is. */
export function BadMessage({ bad }: { readonly bad: Polling["lastBad"] }) {
  const say = useTexts(deviceTexts);
  if (bad === null) return null;
  return (
    <Section title={say("raw")}>
      <BadAnswer bad={bad} />
    </Section>
  );
}

/** An answer that was not believed, after better ones have come. */
function BadAnswer({ bad }: { readonly bad: NonNullable<Polling["lastBad"]> }) {
  const say = useTexts(deviceTexts);
  const words = useWords();
  const { at, code, message, raw } = bad;
  return (
    <details className="bad-answer">
      <summary>
        {say("lastBad")} <Age at={at} />: {words.code(code)} <small className="quiet">{code}</small>
      </summary>
      <div className="quiet">{message}</div>
      <Bytes raw={raw} />
    </details>
  );
}

function Bytes({ raw }: { readonly raw: string }) {
  const say = useTexts(deviceTexts);
  return (
    <>
      {rawParts(raw).map(({ way, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts are replaced as a whole
        <div key={index}>
          {way === null ? null : <div className="hex-way">{say(way)}</div>}
          {way === "request" ? <Meaning hex={text} /> : null}
          <pre className="hex">
            {hexLines(text)
              ?.map(({ offset, bytes }) => `${offset}  ${bytes}`)
              .join("\n") ?? text}
          </pre>
        </div>
      ))}
    </>
  );
}

const FUNCTIONS = {
  1: "fc1",
  2: "fc2",
  3: "fc3",
  4: "fc4",
  5: "fc5",
  6: "fc6",
  15: "fc15",
  16: "fc16",
} as const;

/** What a request asks for, in words; nothing when it is not one of Modbus. */
function Meaning({ hex }: { readonly hex: string }) {
  const say = useTexts(deviceTexts);
  const request = modbusRequest(hex);
  if (request === null) return null;
  const { unit, code, address, count } = request;
  const what = say(FUNCTIONS[code as keyof typeof FUNCTIONS]);
  return (
    <div className="quiet">
      {say(code === 5 || code === 6 ? "requestWrite" : "requestRead", { unit, code, what, address, count })}
    </div>
  );
}
