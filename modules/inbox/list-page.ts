// The view model of the list.

import { searchHref } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { termFor } from '#src/query/print.js';
import { type KnownShapes, MAX_OPEN_SHAPES, type ShapeFilter } from './known-shapes.js';
import { MAX_SOURCES } from './shape-report.js';
import { STATES } from './shape-table.js';
import { shapeRow } from './shape-view.js';

const PER_PAGE = 50;

export interface ListQuery extends ShapeFilter {
  /** From 1 */
  readonly page: number;
}

export async function listPage(known: KnownShapes, query: ListQuery): Promise<object> {
  const [{ shapes, total }, counts, others, spread] = await Promise.all([
    known.list(query, (query.page - 1) * PER_PAGE, PER_PAGE),
    known.counts(query.source),
    known.others(),
    known.spread(query),
  ]);
  // What was on the last page may have been marked and gone.
  const last = Math.max(1, Math.ceil(total / PER_PAGE));
  if (query.page > last) return listPage(known, { ...query, page: last });
  const first = (query.page - 1) * PER_PAGE;
  return {
    title: 'Unknown messages',
    rows: shapes.map(shapeRow),
    state: query.state,
    sort: query.sort,
    total,
    others,
    maxOpen: MAX_OPEN_SHAPES,
    source: query.source,
    here: listHref(query).slice('/inbox?'.length),
    spread: {
      shapes: spread,
      maxSources: MAX_SOURCES,
      search: searchHref({ q: `parser:none ${termFor('source', query.source)}` }),
    },
    sourceName: visibleText(query.source, 80),
    everySource: listHref({ ...query, source: '', page: 1 }),
    tabs: STATES.map((state) => ({
      state,
      count: counts[state],
      href: listHref({ ...query, state, page: 1 }),
      isHere: state === query.state,
    })),
    sorts: (['count', 'last'] as const).map((sort) => ({
      sort,
      href: listHref({ ...query, sort, page: 1 }),
      isHere: sort === query.sort,
    })),
    pages: {
      newer: query.page > 1 ? listHref({ ...query, page: query.page - 1 }) : undefined,
      older: first + shapes.length < total ? listHref({ ...query, page: query.page + 1 }) : undefined,
      label: shapes.length === 0 ? '' : `${first + 1} to ${first + shapes.length} of ${total}`,
    },
  };
}

/** What is the default is left out. */
export function listHref({ state, sort, source, page }: ListQuery): string {
  const given = Object.entries({
    ...(state === 'open' ? {} : { state }),
    ...(sort === 'count' ? {} : { sort }),
    ...(source === '' ? {} : { source }),
    ...(page === 1 ? {} : { page: String(page) }),
  });
  return given.length === 0 ? '/inbox' : `/inbox?${new URLSearchParams(given).toString()}`;
}
