// Addresses of the pages about what is normal for somebody (modules/baselines), for every module that leads there.

import { withQuery } from './links.js';

/** Kinds of entities that have a baseline, as in the field `lanwarden.entity`: `user:alice`. */
const KINDS = ['user', 'host', 'ip'] as const;
export type BaselineKind = (typeof KINDS)[number];

/** Who may not see them should not be led there; false also where the module is off. */
export const BASELINE_PERMISSION = 'baselines.read';

/** Any text can be a name. */
export function baselineHref(kind: BaselineKind, name: string): string {
  const wellFormed = name.toWellFormed();
  // A path of dots is taken for a way up, also when it is escaped.
  return /^\.{1,2}$/.test(wellFormed)
    ? withQuery(`/baselines/${kind}`, { name: wellFormed })
    : `/baselines/${kind}/${encodeURIComponent(wellFormed)}`;
}

/** Of a value of `lanwarden.entity`; undefined for what names none. */
export function baselineEntity(key: unknown): { readonly kind: BaselineKind; readonly name: string } | undefined {
  if (typeof key !== 'string') return undefined;
  const at = key.indexOf(':');
  const kind = KINDS.find((each) => each === key.slice(0, at));
  return kind === undefined || at + 1 === key.length ? undefined : { kind, name: key.slice(at + 1) };
}
