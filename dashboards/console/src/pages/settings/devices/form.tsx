// The form of a device: what it is, its name and place, how it is reached, how often, its points; tried before it is saved.
import { ArrowLeftOutlined } from "@ant-design/icons";
import { Alert, Button, Collapse, Form, Input, Typography } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useDeviceMap, useProfileMap } from "../../../api/campus.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ProblemPanel } from "../../../parts/problem.tsx";
import { Section } from "../../../parts/section.tsx";
import { useCan } from "../../../session/session.tsx";
import { Conflict } from "../change/conflict.tsx";
import { changeTexts } from "../change/texts.ts";
import { ConnectionFields } from "./connection-fields.tsx";
import { CredentialSection } from "./credential.tsx";
import { itemOf } from "./fields.ts";
import { formTexts } from "./form-texts.ts";
import { IdentityFields } from "./identity-fields.tsx";
import { PointsFields } from "./points-fields.tsx";
import { ProfilePicker } from "./profile-picker.tsx";
import { RhythmFields } from "./rhythm-fields.tsx";
import { SavedDevice } from "./saved.tsx";
import { Trial } from "./trial.tsx";
import { type DeviceForm as Desk, type Start, useDeviceForm, useTyped } from "./use-device-form.ts";

interface Props {
  readonly start: Start;
  readonly title: string;
  /** Begins again with what campus.yaml has now. */
  restart(): void;
}

const BACK = "/settings/devices";

export function DeviceForm({ start, title, restart }: Props) {
  const say = useTexts(formTexts);
  const navigate = useNavigate();
  const devices = useDeviceMap();
  const [taken] = useState(() => new Set(devices.keys()));
  const desk = useDeviceForm(start, taken, restart);
  const { done, forget } = desk;
  if (done !== null)
    return (
      <SavedDevice
        device={done.device}
        atMs={done.atMs}
        secret={done.secret}
        again={() =>
          start.id === null ? void navigate(`${BACK}/${encodeURIComponent(String(done.device.id))}`) : restart()
        }
        another={() => (start.id === null ? restart() : void navigate(`${BACK}/new`))}
      />
    );
  return (
    <>
      <Typography.Title level={2} className="settings-title">
        <Link to={BACK} aria-label={say("back")}>
          <ArrowLeftOutlined />
        </Link>{" "}
        {title}
      </Typography.Title>
      <Fields
        start={start}
        desk={desk}
        restart={() => {
          forget();
          restart();
        }}
      />
    </>
  );
}

interface FieldsProps {
  readonly start: Start;
  readonly desk: Desk;
  restart(): void;
}

function Fields({ start, desk, restart }: FieldsProps) {
  const say = useTexts(formTexts);
  const change = useTexts(changeTexts);
  const canWrite = useCan("config.write");
  const navigate = useNavigate();
  const { form, initial, from, rest, theirs } = desk;
  const typed = useTyped(desk);
  const profile = useProfileMap().get(typed.profile);
  const isPush = typed.driver === "mqtt";
  const isAsked = !isPush && typed.driver !== "derived";
  return (
    <Form
      name="device"
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={!canWrite}
      initialValues={initial}
      onValuesChange={desk.keep}
      onFinish={() => void desk.save()}
      className="settings-form"
    >
      {desk.restored ? (
        <Alert
          type="info"
          showIcon
          title={change("draftFound")}
          action={<Button onClick={restart}>{change("draftDrop")}</Button>}
        />
      ) : null}
      <Section title={say("what")}>
        <Form.Item name="profile" noStyle rules={[{ required: true, message: say("profileNeeded") }]}>
          <Input type="hidden" />
        </Form.Item>
        <Form.Item shouldUpdate noStyle>
          {() => <Form.ErrorList errors={form.getFieldError("profile")} />}
        </Form.Item>
        <ProfilePicker value={typed.profile} disabled={!canWrite} choose={desk.choose} />
      </Section>
      {typed.profile === "" ? null : (
        <>
          <Section title={say("where")}>
            <IdentityFields fixedId={start.id} />
          </Section>
          <Section title={say("how")}>
            <ConnectionFields driver={typed.driver} profile={profile} />
          </Section>
          {isPush && start.id !== null ? <CredentialSection device={from.base} /> : null}
          {!isAsked || !canWrite ? null : <Trial profile={profile} item={desk.itemToTry} refused={desk.refused} />}
          <Section title={say("rhythm")}>
            <RhythmFields isPush={!isAsked} mode={typed.reportMode} />
          </Section>
          <Section title={say("points")}>
            <Collapse
              ghost
              size="small"
              items={[
                {
                  key: "points",
                  label: say("pointsCount", {
                    n: Math.max(profile?.points.length ?? 0, Object.keys(typed.points).length),
                    changed: Object.keys((itemOf(typed, from.base).points ?? {}) as object).length,
                  }),
                  children: (
                    <PointsFields
                      profile={profile}
                      points={typed.points}
                      disabled={!canWrite}
                      change={(points) => {
                        form.setFieldValue("points", points);
                        desk.keep();
                      }}
                    />
                  ),
                },
              ]}
            />
          </Section>
          {rest === null ? null : <ProblemPanel problem={rest} />}
          {theirs === null ? null : (
            <Conflict
              base={from.base}
              mine={itemOf(typed, from.base)}
              theirs={theirs.item}
              busy={desk.busy}
              apply={() => void desk.apply()}
              giveUp={restart}
            />
          )}
        </>
      )}
      {canWrite ? (
        <div className="settings-end">
          <span className="settings-end-text quiet">{desk.touched ? say("unsaved") : null}</span>
          <Button
            onClick={() => {
              desk.forget();
              void navigate(BACK);
            }}
          >
            {say("cancel")}
          </Button>
          <Button type="primary" htmlType="submit" loading={desk.busy}>
            {say("save")}
          </Button>
        </div>
      ) : null}
    </Form>
  );
}
