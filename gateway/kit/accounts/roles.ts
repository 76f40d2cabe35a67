// Roles as data: each a named bundle of permissions. An account may have several and has what any of them gives.
import { PERMISSIONS, type Permission } from "./accounts.ts";

export interface Role {
  readonly id: string;
  readonly label: { readonly "zh-CN": string; readonly en: string };
  readonly permissions: readonly Permission[];
  /** A post is staffed in shifts: the screen stays signed in for the shift instead of 30 idle minutes. */
  readonly post: boolean;
}

const LOOK: readonly Permission[] = ["entries.read", "latest.read", "alarms.read", "status.read"];

/** Who keeps the register of equipment and runs the repairs. */
const REPAIRS: readonly Permission[] = ["assets.read", "assets.write", "tickets.read", "tickets.write", "tickets.work"];

export const ROLES: readonly Role[] = [
  {
    id: "admin",
    label: { "zh-CN": "系统管理员", en: "Administrator" },
    permissions: PERMISSIONS,
    post: false,
  },
  {
    id: "guard",
    label: { "zh-CN": "保安员", en: "Security guard" },
    permissions: [...LOOK, "alarms.ack", "commands.send", "doors.open", "people.read", "tickets.read"],
    post: true,
  },
  {
    id: "duty-leader",
    label: { "zh-CN": "带班领导", en: "Duty leader" },
    permissions: [
      ...LOOK,
      "alarms.ack",
      "alarms.shelve",
      "commands.send",
      "doors.open",
      "people.read",
      "assets.read",
      "tickets.read",
    ],
    post: true,
  },
  {
    id: "it-teacher",
    label: { "zh-CN": "信息技术教师", en: "IT teacher" },
    permissions: [
      ...LOOK,
      "alarms.ack",
      "alarms.shelve",
      "commands.send",
      "config.read",
      "config.write",
      "tokens.write",
      "metrics.read",
      "people.read",
      ...REPAIRS,
    ],
    post: false,
  },
  {
    id: "safety-office",
    label: { "zh-CN": "安全办", en: "Safety office" },
    permissions: [
      ...LOOK,
      "alarms.ack",
      "alarms.shelve",
      "commands.send",
      "doors.open",
      "people.read",
      "people.write",
      "accounts.read",
      "audit.read",
      ...REPAIRS,
    ],
    post: false,
  },
  {
    id: "viewer",
    label: { "zh-CN": "查看", en: "Viewer" },
    permissions: [...LOOK, "assets.read", "tickets.read"],
    post: false,
  },
  {
    id: "county",
    label: { "zh-CN": "县电教馆", en: "County operations" },
    permissions: [...LOOK, "config.read", "metrics.read", "assets.read", "tickets.read"],
    post: false,
  },
  {
    // At the county: who sits at the alarm desk. What a campus does about it is the campus's decision (county.may).
    id: "county-duty",
    label: { "zh-CN": "县级值守", en: "County duty desk" },
    permissions: [...LOOK, "alarms.ack"],
    post: false,
  },
  {
    id: "integrator",
    label: { "zh-CN": "集成商", en: "Integrator" },
    permissions: [...LOOK, "config.read", "metrics.read", "assets.read"],
    post: false,
  },
  // Sees the repairs that were handed to this account, and nothing else of the campus.
  { id: "contractor", label: { "zh-CN": "维保单位", en: "Contractor" }, permissions: ["tickets.work"], post: false },
  {
    id: "logistics",
    label: { "zh-CN": "总务处", en: "Logistics" },
    permissions: [...LOOK, ...REPAIRS],
    post: false,
  },
];

/** The role that may change everything; at least one enabled account always has it. */
export const ADMIN = "admin";

const byId: ReadonlyMap<string, Role> = new Map(ROLES.map((role) => [role.id, role]));

/** The role, or undefined for a name that is none. */
export function roleOf(id: string): Role | undefined {
  return byId.get(id);
}

/** What these roles together allow, in the order of PERMISSIONS. Unknown roles (of a newer version) give nothing. */
export function permissionsOf(roles: readonly string[]): Permission[] {
  const given = new Set(roles.flatMap((id) => byId.get(id)?.permissions ?? []));
  return PERMISSIONS.filter((permission) => given.has(permission));
}

/** True when every one of the roles is a post: a mixed account keeps the shorter idle time. */
export function isPost(roles: readonly string[]): boolean {
  return roles.length > 0 && roles.every((id) => byId.get(id)?.post === true);
}
