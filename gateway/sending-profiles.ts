// What the broker needs to know of device models: of foreign firmware, also how its messages are to be understood.
import type { DeviceProfile } from "./broker/port.ts";
import type { Profile } from "./config/profiles.ts";
import type { Dialect } from "./contract/dialect.ts";
import { GatewayError, messageOf } from "./kit/errors.ts";

/** By id. Throws GatewayError `profile-invalid` naming each profile whose topics cannot be understood. */
export async function sendingProfiles(
  profiles: ReadonlyMap<string, Profile>,
): Promise<ReadonlyMap<string, DeviceProfile>> {
  const { loadDialect } = await import("../device-drivers/mqtt/load.ts");
  const wrong: string[] = [];
  const dialectFor = (profile: Profile): Dialect | null => {
    if (profile.driver !== "mqtt") return null;
    try {
      return loadDialect(profile.data);
    } catch (error) {
      wrong.push(`${profile.id}: ${messageOf(error)}`);
      return null;
    }
  };
  const known = new Map(
    [...profiles].map(([id, profile]) => [
      id,
      { ...profile, maxPacketBytes: profile.maxPacket, dialect: dialectFor(profile) },
    ]),
  );
  if (wrong.length > 0)
    throw new GatewayError(
      "profile-invalid",
      `wrong profiles:\n${wrong.join("\n")}`,
      "mend the files, or install the gateway again",
    );
  return known;
}
