// Which parts of a channel a change was about, for the audit log: names alone, never values.

import type { Channel } from './channel-row.js';

/** `input`: as for ChannelBook.change; the secrets that it names were set or taken away. */
export function changedFields(before: Channel, after: Channel, input: object): readonly string[] {
  const { secrets = {} } = input as { readonly secrets?: object };
  return [
    ...(before.name === after.name ? [] : ['name']),
    ...(before.enabled === after.enabled ? [] : ['enabled']),
    ...differing('settings', before.settings, after.settings),
    ...Object.keys(secrets).map((name) => `secrets.${name}`),
    ...differing('routing', before.routing, after.routing),
  ];
}

function differing(where: string, before: object, after: object): readonly string[] {
  const [old, now] = [before, after] as readonly Readonly<Record<string, unknown>>[];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => JSON.stringify(old![name]) !== JSON.stringify(now![name]))
    .map((name) => `${where}.${name}`);
}
