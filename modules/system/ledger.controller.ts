// The ledger page: what became of every message, per source.

import { Controller, Get, Query } from '@nestjs/common';
import { Permission } from '#src/portal/access/access.js';
import { format } from '#src/portal/page/format.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { CollectorWatch } from './collector-watch.js';
import { addressOf, COUNTERS, gapOf, type LedgerRow, ledgerView, select, sortLinks, totalOf } from './ledger-table.js';
import { isRefreshing, pageModel } from './page-model.js';
import { sourceLink } from './source-link.js';

/** Rows on a page; beyond it one searches. */
const MOST_ROWS = 500;
/** Unbalanced sources that are named above the table. */
const MOST_NAMED = 5;
const PATH = '/system/ledger';

const HEADS = [
  { column: 'source', label: 'Source', hint: 'Which device' },
  { column: 'received', label: 'Received', hint: 'Counted at the socket, before anything looks at it' },
  { column: 'stored', label: 'Stored', hint: 'Found by search' },
  { column: 'duplicate', label: 'Duplicate', hint: 'Was stored already' },
  { column: 'filtered', label: 'Filtered', hint: 'Taken by a drop rule, or its source is ignored' },
  { column: 'limited', label: 'Limited', hint: 'Over the rate limit of the source' },
  {
    column: 'refused',
    label: 'Refused',
    hint: 'Turned away: an unknown sender, not on the allow list of its source, or no room in the store',
  },
  { column: 'failed', label: 'Failed', hint: 'The store did not take this one message' },
  { column: 'queued', label: 'Queued', hint: 'In memory, on its way to the store' },
  { column: 'lost', label: 'Lost', hint: 'In memory when the collector ended' },
  {
    column: 'dropped',
    label: 'Dropped',
    hint: 'By the kernel or a connection cap, or damaged on arrival: beside the equation',
  },
  { column: 'lastReceived', label: 'Last', hint: 'When the last message arrived' },
];

@Controller('system/ledger')
@Permission('system.read')
export class LedgerController {
  constructor(
    private readonly watch: CollectorWatch,
    private readonly live: LiveConfig,
  ) {}

  @Get()
  @Page('system/views/ledger')
  page(@Query() query: Record<string, unknown>): object {
    const waiting = this.live.waiting();
    return pageModel('Ledger', { refreshing: isRefreshing(query['refresh']), waiting, ...this.#model(query) });
  }

  @Get('rows')
  @Fragment('system/views/_ledger')
  rows(@Query() query: Record<string, unknown>): object {
    return this.#model(query);
  }

  #model(query: Record<string, unknown>): object {
    const view = ledgerView.parse(query);
    const health = this.watch.health();
    const ledger = health?.ledger ?? [];
    const rows = select(ledger, view);
    return {
      ...{
        view,
        heads: HEADS,
        awaySince: this.watch.awaySince,
        sources: ledger.length,
      },
      ...{ rowsHref: addressOf(`${PATH}/rows`, view), self: addressOf(PATH, view), links: sortLinks(view, PATH) },
      rows: rows.slice(0, MOST_ROWS).map(shown),
      unbalanced: ledger
        .filter(({ balanced }) => !balanced)
        .slice(0, MOST_NAMED)
        .map(({ source }) => ({ source, href: addressOf(PATH, { ...view, q: source.slice(0, 200) }) })),
      more: Math.max(0, rows.length - MOST_ROWS),
      total: { ...totalOf(ledger), cells: cells(totalOf(ledger)) },
    };
  }
}

function shown(row: LedgerRow): object {
  const { source, balanced, lastReceived } = row;
  return {
    source,
    balanced,
    lastReceived,
    gap: format.number(gapOf(row)),
    href: sourceLink(source),
    cells: cells(row),
  };
}

/** `alarm`: a number that should be zero. */
function cells(row: Readonly<Record<(typeof COUNTERS)[number], number>>): readonly object[] {
  const bad = new Set<string>(['refused', 'failed', 'lost', 'dropped']);
  return COUNTERS.map((counter) => ({
    label: HEADS.find(({ column }) => column === counter)!.label,
    text: format.number(row[counter]),
    look: row[counter] === 0 ? 'zero' : bad.has(counter) ? 'alarm' : '',
  }));
}
