// Which role holds which permission, from what the modules declare. A higher role holds all that a lower one does.

import { type PermissionDef, type PortalModule, type Role } from '#src/plugin/module.js';
import type { Principal } from '../session/visit.js';

const RANK: Readonly<Record<Role, number>> = { viewer: 0, analyst: 1, admin: 2 };

export const ROLES: readonly { readonly id: Role; readonly title: string }[] = [
  { id: 'viewer', title: 'Viewer: looks' },
  { id: 'analyst', title: 'Analyst: looks, triages, tunes' },
  { id: 'admin', title: 'Admin: everything' },
];

/** What a module declares, for lists to choose from. */
export interface PermissionGroup {
  readonly module: string;
  readonly title: string;
  /** `least`: the least role that holds it. */
  readonly permissions: readonly { readonly id: string; readonly title: string; readonly least: Role }[];
}

export class Permissions {
  readonly #least = new Map<string, number>();
  readonly groups: readonly PermissionGroup[];

  constructor(modules: readonly PortalModule[]) {
    for (const permission of modules.flatMap((module) => module.permissions ?? [])) {
      this.#least.set(permission.id, leastRank(permission));
    }
    this.groups = modules
      .filter(({ permissions = [] }) => permissions.length > 0)
      .map(({ id, title, permissions = [] }) => ({ module: id, title, permissions: permissions.map(toChoice) }));
  }

  isKnown(permission: string): boolean {
    return this.#least.has(permission);
  }

  /** False for a permission that no module declares. */
  allows(role: Role, permission: string): boolean {
    const least = this.#least.get(permission);
    return least !== undefined && RANK[role] >= least;
  }

  /** The role allows it, and a token that is narrowed to some permissions names it. What routes, pages and topics ask. */
  holds({ role, scopes }: Pick<Principal, 'role' | 'scopes'>, permission: string): boolean {
    return this.allows(role, permission) && (scopes === undefined || scopes.includes(permission));
  }

  /** Of these, the first that is unknown or that the role does not hold: a token cannot be given it. */
  firstUnfit(role: Role, scopes: readonly string[]): string | undefined {
    return scopes.find((scope) => !this.allows(role, scope));
  }
}

function toChoice(permission: PermissionDef): PermissionGroup['permissions'][number] {
  const least = leastRank(permission);
  const { id } = ROLES.find((role) => RANK[role.id] === least)!;
  return { id: permission.id, title: permission.title, least: id };
}

function leastRank({ roles }: PermissionDef): number {
  return Math.min(RANK.admin, ...roles.map((role) => RANK[role]));
}
