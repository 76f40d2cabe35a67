// Turns npm's own words into who, what and what to do; the words stay below for whoever wants them.

const LAST_LINES = 12;

const ADVICE = [
  {
    sign: /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network/,
    says: "npm could not reach its package registry. Check the network and proxy of this machine (npm config get registry, npm config get proxy), then run the same command again: it goes on where it stopped.",
  },
  {
    sign: /E401|E403/,
    says: "The package registry refused npm. Check which registry this machine uses (npm config get registry) and its sign-in.",
  },
  {
    sign: /E404|ETARGET/,
    says: "The package registry does not have a package that package-lock.json names. If it is a mirror, let it synchronise, or use another one (npm config set registry …).",
  },
  {
    sign: /EINTEGRITY/,
    says: "A downloaded package is not the one that package-lock.json names. Run npm cache clean --force and try again; if it happens again, do not trust this registry.",
  },
  { sign: /ENOSPC/, says: "The disk is full. About 500 MB are needed in this folder and in npm's cache." },
  {
    sign: /EACCES|EPERM|EROFS/,
    says: "npm may not write here. Make this folder and npm's cache (npm config get cache) writable for the present user.",
  },
  {
    sign: /EUSAGE/,
    says: "package.json and package-lock.json do not belong together. Run npm install, then node provisioning/front-door/complete-lock.mjs, and commit both files.",
  },
  {
    sign: /ENOENT.*npm|npm.*ENOENT/,
    says: "npm was not found. Install it (Debian 12: apt-get install npm) or start with npm start.",
  },
];

/** The message for a failed installation: what failed, what to do, npm's last lines. */
export function adviceOf(what, output) {
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !line.includes("Unknown user config"));
  const advice = ADVICE.find(({ sign }) => sign.test(output));
  const says = advice?.says ?? "Run npm ci --ignore-scripts in this folder to see all of what npm says.";
  return [
    `The packages could not be installed: ${what}.`,
    says,
    ...lines.slice(-LAST_LINES).map((line) => `  ${line}`),
  ].join("\n");
}
