// Where the console's pages are: the server answers these addresses with the console, which shows the page that the address names.

/** First parts of the addresses below "/" that belong to the console. */
export const CONSOLE_SECTIONS = [
  "places", "devices", "network", "entries", "losses", "people", "settings", "account", "about", "alarms", "trends", "wall",
  "asset", "repair", "room", "duty", "notify", "sheets",
] as const; // biome-ignore format: a list of words

/** The same of the county's console. */
export const COUNTY_SECTIONS = ["campuses", "alarms", "people", "account", "about"] as const;
