// The campus as configured: its devices with how they are reached and whether they are there, and its places.
import type { FastifyInstance } from "fastify";
import type { PlaceConfig } from "../../config/campus.ts";
import { type Static, Type } from "../../contract/schema.ts";
import { principalOf } from "../../kit/http/access.ts";
import { type Context, noSuch, outOfScope, sightOf } from "../context.ts";
import { deviceBody } from "../device-view.ts";
import { DEVICE, ID_PARAMS, PLACE } from "../schemas.ts";

const tags = ["campus"];

function placeBody(place: PlaceConfig) {
  return { id: place.id, name: place.name, class: place.class, key: place.key, within: place.within };
}

/** GET /devices, /devices/ID, /places, /places/ID. */
export function campusRoutes(app: FastifyInstance, context: Context): void {
  const { config, profiles, status } = context.parts;

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
      const reach = principalOf(request).permissions.has("config.read");
      return {
        devices: [...config.current.devices.values()]
          .filter(({ id }) => sight.seesDevice(id))
          .map((device) => deviceBody(device, profiles.get(device.profile), report, reach)),
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
      const reach = principalOf(request).permissions.has("config.read");
      return deviceBody(device, profiles.get(device.profile), status(), reach);
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
