// A device by its name, leading to its page; its id small beside it where there is room.
import { Link } from "react-router";
import { useDeviceMap } from "../api/campus.ts";
import "./device.css";

interface Props {
  readonly id: string;
  readonly withId?: boolean;
}

/** The name of a device that is no longer configured is its id. */
export function DeviceLink({ id, withId = false }: Props) {
  const name = useDeviceMap().get(id)?.name ?? id;
  return (
    <span className="device-link">
      <Link to={`/devices/${encodeURIComponent(id)}`}>{name}</Link>
      {withId && name !== id ? <small className="quiet device-id">{id}</small> : null}
    </span>
  );
}
