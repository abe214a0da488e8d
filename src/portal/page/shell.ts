// What every template can use as `shell`: who is looking, the navigation, the CSRF token, asset addresses, formats.

import type { NavGroup, PortalModule } from '#src/plugin/module.js';
import type { Permissions } from '../access/permissions.js';
import type { Assets } from '../assets/assets.js';
import type { ModuleSwitches } from '../switches/module-switches.js';
import type { Flash, Principal, Theme, Visit } from '../session/visit.js';
import { format } from './format.js';
import type { NavCounts } from './nav-counts.js';

export interface NavLink {
  readonly label: string;
  readonly href: string;
  readonly icon: string;
  readonly active: boolean;
  /** The heading it stands under. */
  readonly group: string;
  /** `g` and this letter lead here. */
  readonly key: string | undefined;
  readonly badge: { readonly count: number; readonly what: string } | undefined;
}

export interface Shell {
  readonly principal: Principal | undefined;
  readonly csrf: string;
  readonly theme: Theme;
  readonly flash: Flash | undefined;
  readonly nav: readonly NavLink[];
  readonly path: string;
  readonly can: (permission: string) => boolean;
  readonly asset: (name: string) => string;
  readonly format: typeof format;
}

const GROUPS: readonly { readonly id: NavGroup; readonly title: string }[] = [
  { id: 'logs', title: 'Logs' },
  { id: 'detection', title: 'Detection' },
  { id: 'network', title: 'Network' },
  { id: 'system', title: 'System' },
];

export class ShellFactory {
  readonly #items;

  constructor(
    modules: readonly PortalModule[],
    private readonly permissions: Permissions,
    private readonly switches: ModuleSwitches,
    private readonly assets: Assets,
    private readonly counts: NavCounts,
  ) {
    const items = modules
      .flatMap((module) => (module.nav ?? []).map((item) => ({ ...item, module: module.id })))
      .toSorted((a, b) => (a.order ?? 100) - (b.order ?? 100));
    this.#items = GROUPS.flatMap(({ id, title }) =>
      items.filter(({ group = 'system' }) => group === id).map((item) => ({ ...item, group: title })),
    );
  }

  /** `url` is the request's, with query. */
  make(visit: Visit, url: string): Shell {
    const path = url.split('?', 1)[0]!;
    const can = (permission: string): boolean =>
      visit.principal !== undefined &&
      !this.switches.isOffPart(permission) &&
      this.permissions.holds(visit.principal, permission);
    const active = this.#items
      .map(({ href }) => href)
      .filter((href) => path === href || path.startsWith(`${href}/`))
      .toSorted((a, b) => b.length - a.length)[0];
    return {
      principal: visit.principal,
      csrf: visit.csrf,
      theme: visit.theme,
      flash: visit.flash,
      nav: withKeys(this.#items.filter((item) => !this.switches.isOff(item.module) && can(item.permission))).map(
        ({ label, href, icon, key, group }) => ({
          label,
          href,
          key,
          group,
          icon: icon ?? 'point',
          active: href === active,
          badge: this.counts.of(href),
        }),
      ),
      path,
      can,
      format,
      asset: (name) => this.assets.href(name),
    };
  }

  /** The first place this person may see; undefined when there is none. */
  home(principal: Principal): string | undefined {
    return this.#items.find(
      ({ module, permission }) => !this.switches.isOff(module) && this.permissions.holds(principal, permission),
    )?.href;
  }
}

/** Each letter once, for the first that wants it. */
function withKeys<T extends { readonly key?: string | undefined }>(items: readonly T[]): readonly T[] {
  const taken = new Set<string>();
  return items.map((item) => {
    if (item.key === undefined) return item;
    if (taken.has(item.key)) return { ...item, key: undefined };
    taken.add(item.key);
    return item;
  });
}
