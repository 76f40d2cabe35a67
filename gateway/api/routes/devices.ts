// The campus as configured, read only: its devices with their connection, and its places.
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import type { DeviceConfig, PlaceConfig } from "../../config/campus.ts";
import { type Context, noSuch, outOfScope, sightOf } from "../context.ts";
import type { StatusReport } from "../parts.ts";
import { DEVICE, ID_PARAMS, PLACE } from "../schemas.ts";

const tags = ["campus"];

function deviceBody(
  { id, name, place, driver, profile, enabled }: DeviceConfig,
  { connected, disconnected, polling }: StatusReport,
) {
  return {
    id,
    name,
    place,
    driver,
    profile,
    enabled,
    connected: connected.has(id) ? true : disconnected.has(id) ? false : null,
    polling: polling.get(id) ?? null,
  };
}

function placeBody(place: PlaceConfig) {
  return { id: place.id, name: place.name, class: place.class, key: place.key, within: place.within };
}

/** GET /devices, /devices/ID, /places, /places/ID. */
export function campusRoutes(app: FastifyInstance, context: Context): void {
  const { config, status } = context.parts;

  app.get(
    "/devices",
    {
      config: { access: "latest.read" },
      schema: {
        tags,
        operationId: "listDevices",
        summary: "Devices that the asker may see",
        response: { 200: Type.Object({ devices: Type.Array(DEVICE) }) },
      },
    },
    async (request) => {
      const sight = sightOf(context, request);
      const report = status();
      return {
        devices: [...config.current.devices.values()]
          .filter(({ id }) => sight.seesDevice(id))
          .map((device) => deviceBody(device, report)),
      };
    },
  );

  app.get<{ Params: Static<typeof ID_PARAMS> }>(
    "/devices/:id",
    {
      config: { access: "latest.read" },
      schema: { tags, operationId: "readDevice", summary: "One device", params: ID_PARAMS, response: { 200: DEVICE } },
    },
    async (request) => {
      const { id } = request.params;
      const device = config.current.devices.get(id);
      if (device === undefined) throw noSuch("device", id);
      if (!sightOf(context, request).seesDevice(id)) throw outOfScope(id);
      return deviceBody(device, status());
    },
  );

  app.get(
    "/places",
    {
      config: { access: "latest.read" },
      schema: {
        tags,
        operationId: "listPlaces",
        summary: "Places that the asker may see",
        response: { 200: Type.Object({ places: Type.Array(PLACE) }) },
      },
    },
    async (request) => {
      const { places } = sightOf(context, request);
      return {
        places: [...config.current.places.values()]
          .filter(({ id }) => places === null || places.has(id))
          .map(placeBody),
      };
    },
  );

  app.get<{ Params: Static<typeof ID_PARAMS> }>(
    "/places/:id",
    {
      config: { access: "latest.read" },
      schema: { tags, operationId: "readPlace", summary: "One place", params: ID_PARAMS, response: { 200: PLACE } },
    },
    async (request) => {
      const { id } = request.params;
      const place = config.current.places.get(id);
      if (place === undefined) throw noSuch("place", id);
      const { places } = sightOf(context, request);
      if (places !== null && !places.has(id)) throw outOfScope(id);
      return placeBody(place);
    },
  );
}
