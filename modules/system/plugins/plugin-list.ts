// Parsers and modules as the plugins page shows them: where they are from, what they did, and whether they can be switched.

import { type PluginPlace, pluginPlaces, type PluginSettings } from '#src/plugin/discovery.js';
import type { PortalModule } from '#src/plugin/module.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { VERSION } from '#src/version.js';

export type PluginState = 'on' | 'off' | 'failed';

export interface ShownPlugin {
  readonly kind: 'parser' | 'module';
  readonly id: string;
  readonly title: string;
  readonly state: PluginState;
  /** The collector has not followed the switch yet. */
  readonly switching: boolean;
  /** Who made it: `built in, 0.1.0`, a package or a folder. */
  readonly origin: string;
  /** Of a parser: lines it understood, times it threw; since the collector's start. */
  readonly claimed: number;
  readonly errors: number;
  /** Made visible: it may hold a line. */
  readonly lastError: string | undefined;
  /** Of a module. */
  readonly contract: string;
  readonly permissions: readonly string[];
  readonly isRequired: boolean;
}

const STATE_ORDER: Readonly<Record<PluginState, number>> = { failed: 0, on: 1, off: 2 };

/** Failed ones first, then those that do most. */
export function parsersOf(
  health: Pick<CollectorHealth, 'parsers'> | undefined,
  off: readonly string[],
  settings: PluginSettings,
): readonly ShownPlugin[] {
  const places = pluginPlaces('parsers', settings);
  const shown = (health?.parsers ?? []).map((parser): ShownPlugin => {
    const wanted = off.includes(parser.id);
    return {
      kind: 'parser',
      id: parser.id,
      title: parser.title,
      origin: originOf(places, parser.id),
      state: wanted ? 'off' : parser.state === 'off' ? 'on' : parser.state,
      switching: wanted !== (parser.state === 'off'),
      claimed: parser.claimed,
      errors: parser.errors,
      lastError: parser.lastError === undefined ? undefined : visibleText(parser.lastError),
      contract: '',
      permissions: [],
      isRequired: false,
    };
  });
  return shown.toSorted(
    (a, b) => STATE_ORDER[a.state] - STATE_ORDER[b.state] || b.claimed - a.claimed || (a.id < b.id ? -1 : 1),
  );
}

export function modulesOf(
  modules: readonly PortalModule[],
  isOff: (id: string) => boolean,
  settings: PluginSettings,
): readonly ShownPlugin[] {
  const places = pluginPlaces('modules', settings);
  return modules.map(({ id, title, contract, permissions = [], required = false }) => ({
    kind: 'module',
    id,
    title,
    contract,
    origin: originOf(places, id),
    state: isOff(id) ? 'off' : 'on',
    switching: false,
    isRequired: required,
    claimed: 0,
    errors: 0,
    lastError: undefined,
    permissions: permissions.map((permission) => permission.title),
  }));
}

function originOf(places: readonly PluginPlace[], id: string): string {
  const place = places.find((each) => each.id === id);
  if (place === undefined) return 'unknown';
  if (place.builtIn) return `built in, ${VERSION}`;
  return /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(place.path)?.[1] ?? place.path;
}
