// The ranges one click away.

import { DEFAULT_FROM, searchHref, type SearchInput } from '#src/portal/events/links.js';

export interface Preset {
  readonly from: string;
  readonly label: string;
  readonly title: string;
  readonly href: string;
  readonly active: boolean;
}

const PRESETS: readonly (readonly [from: string, label: string, title: string])[] = [
  ['-15m', '15m', 'Last 15 minutes'],
  ['-1h', '1h', 'Last hour'],
  [DEFAULT_FROM, '24h', 'Last 24 hours'],
  ['-7d', '7d', 'Last 7 days'],
  ['-30d', '30d', 'Last 30 days'],
  ['all', 'All', 'Everything that is stored'],
];

export function presets({ q, from, to }: SearchInput): readonly Preset[] {
  return PRESETS.map(([preset, label, title]) => ({
    from: preset,
    label,
    title,
    href: searchHref({ q, from: preset }),
    active: to === '' && from === preset,
  }));
}

/** Ranges that hold more than the one that found nothing; all long ones beside a custom range. */
export function widerPresets(input: SearchInput): readonly Preset[] {
  const all = presets(input);
  const active = all.findIndex((preset) => preset.active);
  return active === -1 ? all.slice(-3) : all.slice(active + 1);
}
