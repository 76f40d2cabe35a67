// What to do next, right after the first account was made; everything here can also be found later.
import { Button, Card, Typography } from "antd";
import { Link, useSearchParams } from "react-router";
import { useTexts } from "../i18n/texts.ts";
import { sessionTexts } from "./texts.ts";
import "./entrance.css";

export function Welcome() {
  const say = useTexts(sessionTexts);
  const [, setSearch] = useSearchParams();
  return (
    <main className="center">
      <Card className="entrance-card">
        <Typography.Title level={2}>{say("welcomeTitle")}</Typography.Title>
        <Typography.Paragraph>{say("welcomeWhy")}</Typography.Paragraph>
        <ul className="next-steps">
          <li>
            <Link to="/settings/devices">
              <strong>{say("addDevice")}</strong>
              <span className="quiet">{say("addDeviceWhy")}</span>
            </Link>
          </li>
          <li>
            <a href="/certificate" target="_blank" rel="noreferrer">
              <strong>{say("trust")}</strong>
              <span className="quiet">{say("trustWhy")}</span>
            </a>
          </li>
          <li>
            <Link to="/people">
              <strong>{say("addPeople")}</strong>
              <span className="quiet">{say("addPeopleWhy")}</span>
            </Link>
          </li>
        </ul>
        <Button type="primary" block onClick={() => setSearch({}, { replace: true })}>
          {say("lookAround")}
        </Button>
      </Card>
    </main>
  );
}
