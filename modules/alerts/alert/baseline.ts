// From an alert of an anomaly rule to what is normal for whom it is about (modules/baselines), where it is also judged: closing an alert
// teaches nobody, a verdict does.

import type { KeptAlert } from '#src/alerts/kept-alert.js';
import { baselineEntity, baselineHref } from '#src/portal/events/baseline-links.js';
import { withQuery } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';

export interface AlertBaseline {
  /** Made visible. */
  readonly who: string;
  /** What is normal for it, and what is unusual now. */
  readonly href: string;
  /** Its findings; each is judged on its own page. */
  readonly findings: string;
}

/** Undefined for alerts that no baseline is behind. */
export function alertBaseline({ key }: Pick<KeptAlert, 'key'>): AlertBaseline | undefined {
  const entity = baselineEntity(keyed(key, 'lanwarden.entity'));
  if (entity === undefined) return undefined;
  const { kind, name } = entity;
  return {
    who: visibleText(name, 60),
    href: baselineHref(kind, name),
    findings: withQuery('/baselines/findings', { kind, name }),
  };
}

/** A key is JSON text of [field, value] pairs. */
function keyed(key: string, field: string): unknown {
  try {
    const pairs: unknown = JSON.parse(key);
    if (!Array.isArray(pairs)) return undefined;
    return pairs.find((pair: unknown) => Array.isArray(pair) && pair[0] === field)?.[1];
  } catch {
    return undefined;
  }
}
