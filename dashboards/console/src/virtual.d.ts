// What the build makes up: the packages that are shipped (dashboards/console/licences.ts).
declare module "virtual:licences" {
  const shipped: {
    readonly packages: readonly {
      readonly name: string;
      readonly version: string;
      readonly licence: string;
      readonly text: number | null;
    }[];
    readonly texts: readonly string[];
  };
  export default shipped;
}
