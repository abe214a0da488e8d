// Which role holds which permission, from what the modules declare. A higher role holds all that a lower one does.

import { type PermissionDef, type PortalModule, type Role } from '#src/plugin/module.js';

const RANK: Readonly<Record<Role, number>> = { viewer: 0, analyst: 1, admin: 2 };

export const ROLES: readonly { readonly id: Role; readonly title: string }[] = [
  { id: 'viewer', title: 'Viewer: looks' },
  { id: 'analyst', title: 'Analyst: looks, triages, tunes' },
  { id: 'admin', title: 'Admin: everything' },
];

export class Permissions {
  readonly #least = new Map<string, number>();

  constructor(modules: readonly PortalModule[]) {
    for (const permission of modules.flatMap((module) => module.permissions ?? [])) {
      this.#least.set(permission.id, leastRank(permission));
    }
  }

  isKnown(permission: string): boolean {
    return this.#least.has(permission);
  }

  /** False for a permission that no module declares. */
  allows(role: Role, permission: string): boolean {
    const least = this.#least.get(permission);
    return least !== undefined && RANK[role] >= least;
  }
}

function leastRank({ roles }: PermissionDef): number {
  return Math.min(RANK.admin, ...roles.map((role) => RANK[role]));
}
