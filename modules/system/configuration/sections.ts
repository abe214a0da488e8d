// The configuration in sections, as its page shows them: filtered, with what is changed elsewhere.

import type { SettingField } from '../forms/setting-field.js';

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly fields: readonly ShownField[];
  /** Of no single field. */
  readonly problems: readonly string[];
  readonly canSave: boolean;
}

export interface ShownField extends SettingField {
  /** The page that changes this one, because it says what follows. */
  readonly elsewhere: { readonly href: string; readonly label: string } | undefined;
}

/** `all`; `set`: not the default; `waiting`: for a restart. */
export type Show = 'all' | 'set' | 'waiting';

const TITLES: Readonly<Record<string, string>> = {
  data: 'Data folder',
  node: 'This node, among several',
  portal: 'Portal',
  listen: 'Listeners',
  collector: 'Collector',
  secrets: 'Key of the secrets',
  database: 'Database',
  events: 'Event store',
  time: 'Time',
  geoip: 'Places and owners of addresses',
  networks: 'Networks',
  assets: 'Assets',
  lists: 'Lists',
  rdns: 'Reverse DNS',
  sources: 'Sources',
  senders: 'Senders',
  plugins: 'Plugins',
  metrics: 'Metrics',
  log: 'Our own log',
  accounts: 'Accounts',
  oidc: 'Login with OpenID Connect',
  audit: 'Audit log',
};

const ELSEWHERE: readonly (readonly [prefix: string, href: string, label: string])[] = [
  ['events.retention.', '/system/store', 'Change it on the Store page'],
  ['plugins.off', '/system/plugins', 'Change it on the Plugins page'],
  ['sources', '/sources', 'See the sources'],
];

/** `titles`: of modules, by id. */
export function sectionsOf(fields: readonly SettingField[], titles: ReadonlyMap<string, string>): readonly Section[] {
  const ids = [...new Set(fields.map(({ path }) => sectionOf(path)))];
  return ids.map((id) => {
    const shown = fields.filter(({ path }) => sectionOf(path) === id).map(withElsewhere);
    return {
      id,
      title: TITLES[id] ?? titles.get(id) ?? id,
      fields: shown,
      problems: [],
      canSave: shown.some(({ editable }) => editable),
    };
  });
}

export const sectionOf = (path: string): string => path.split('.', 1)[0]!;

/** Whether the configuration page itself changes it. */
export function isChangedHere(path: string): boolean {
  return ELSEWHERE.every(([prefix]) => !path.startsWith(prefix));
}

/** All words must occur in the name, the description or the variable of a setting. */
export function matches(field: SettingField, q: string, show: Show): boolean {
  if (show === 'waiting' && !field.waiting) return false;
  if (show === 'set' && field.origin.origin === 'default') return false;
  const text = [field.path, field.doc, field.variable, ...field.options].join(' ').toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function withElsewhere(field: SettingField): ShownField {
  const found = ELSEWHERE.find(([prefix]) => field.path.startsWith(prefix));
  if (found === undefined) return { ...field, elsewhere: undefined };
  return { ...field, editable: false, elsewhere: { href: found[1], label: found[2] } };
}
