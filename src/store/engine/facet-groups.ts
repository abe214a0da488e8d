// Counts of facets, as counts of the values of the fields in them.

import type { LogEvent } from '../../event/event.js';
import { fieldOf } from '../../event/fields.js';
import type { FacetFields } from './facets.js';
import type { Group } from './groups.js';
import { valuesOf } from './values.js';

/** Counts of facets as counts of the values of those `fields` that are facet fields. */
export function facetGroups(
  view: { facet(id: number): FacetFields | undefined },
  counts: readonly { readonly facet: number; readonly n: number }[],
  fields: readonly string[],
): readonly Group[] {
  return fields.flatMap((field, bucket) => {
    if (!isFacet(field)) return [];
    const sums = new Map<string, number>();
    for (const { facet, n } of counts) {
      for (const key of valuesOf(view.facet(facet) as LogEvent | undefined, field))
        sums.set(key, (sums.get(key) ?? 0) + n);
    }
    return [...sums].map(([key, count]) => ({ bucket, key, count }));
  });
}

export function isFacet(field: string): boolean {
  return fieldOf(field)?.place === 'facet';
}
