// Says in one message why this machine cannot run the gateway, before anything is downloaded.

const OLDEST_NODE = 20;

/** Null when the machine will do, else what is wrong and what to do. */
export function problemOfMachine(machine = thisMachine()) {
  const { platform, arch, nodeVersion, glibc } = machine;
  if (Number(nodeVersion.split(".")[0]) < OLDEST_NODE)
    return `Node ${nodeVersion} is too old to start with. Install Node ${OLDEST_NODE} or newer (Debian 12: apt-get install nodejs npm, or nodejs.org), then try again.`;
  if (platform !== "linux" || (arch !== "x64" && arch !== "arm64"))
    return `Campus Gateway runs on Linux on x64 or arm64; this machine is ${platform} on ${arch}. Use a Linux machine, a virtual machine or a container (debian:12).`;
  if (glibc === null)
    return "This Linux has no glibc (Alpine, for example), and the pinned Node needs it. Use Debian, Ubuntu or another Linux with glibc.";
  return null;
}

function thisMachine() {
  const header = process.platform === "linux" ? process.report.getReport().header : {};
  return {
    platform: process.platform,
    arch: process.arch,
    nodeVersion: process.versions.node,
    glibc: header.glibcVersionRuntime ?? null,
  };
}
