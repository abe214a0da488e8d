// The ledger page: what became of every message, per source.

import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { Permission } from '#src/portal/access/access.js';
import { CLOCK } from '#src/portal/deps.js';
import { format } from '#src/portal/page/format.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { CollectorWatch } from './collector-watch.js';
import {
  addressOf,
  gapOf,
  type LedgerRow,
  type LedgerView,
  ledgerView,
  select,
  sortLinks,
  totalOf,
} from './ledger-table.js';
import { barParts, BAR_WIDTH, type Counts, equationOf } from './ledger/equation.js';
import { FATES, WORDS } from './ledger/words.js';
import { isRefreshing, pageModel } from './page-model.js';
import { sourceLink } from './source-link.js';

/** Rows on a page; beyond it one searches. */
const MOST_ROWS = 500;
/** Unbalanced sources that are named above the table. */
const MOST_NAMED = 5;
const PATH = '/system/ledger';

const HEADS = [
  { column: 'source', label: 'Source', hint: 'Which device' },
  ...WORDS.map(({ counter, label, hint }) => ({ column: counter, label, hint })),
  { column: 'lastReceived', label: 'Last', hint: 'When the last message arrived' },
];

@Controller('system/ledger')
@Permission('system.read')
export class LedgerController {
  constructor(
    private readonly watch: CollectorWatch,
    private readonly live: LiveConfig,
    @Inject(CLOCK) private readonly clock: Clock,
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
    const { past, minutes, awaySince } = this.watch;
    const ledger = this.watch.health()?.ledger ?? [];
    const now = this.clock.now();
    const since = view.over === 'hour' ? past.since(now) : undefined;
    const shownLedger = since !== undefined ? past.grown(ledger, now) : { rows: ledger, total: totalOf(ledger) };
    const rows = select(shownLedger.rows, view);
    return {
      view,
      heads: HEADS,
      fates: FATES,
      awaySince,
      sources: ledger.length,
      barWidth: BAR_WIDTH,
      rowsHref: addressOf(`${PATH}/rows`, view),
      self: addressOf(PATH, view),
      links: sortLinks(view, PATH),
      spans: spansOf(view),
      since,
      equation: equationOf(shownLedger.total),
      chart: minutes.chart(now),
      rows: rows.slice(0, MOST_ROWS).map(shown),
      unbalanced: ledger
        .filter(({ balanced }) => !balanced)
        .slice(0, MOST_NAMED)
        .map(({ source }) => ({ source, href: addressOf(PATH, { ...view, q: source.slice(0, 200) }) })),
      more: Math.max(0, rows.length - MOST_ROWS),
      total: { ...shownLedger.total, cells: cells(shownLedger.total) },
    };
  }
}

function spansOf(view: LedgerView): readonly object[] {
  return [
    { label: 'All time', href: addressOf(PATH, { ...view, over: 'all' }), active: view.over === 'all' },
    { label: 'Last hour', href: addressOf(PATH, { ...view, over: 'hour' }), active: view.over === 'hour' },
  ];
}

function shown(row: LedgerRow): object {
  const { source, balanced, lastReceived } = row;
  return {
    source,
    balanced,
    lastReceived,
    href: sourceLink(source),
    gap: format.number(gapOf(row)),
    cells: cells(row),
    parts: barParts(row),
    sentence: equationOf(row).sentence,
  };
}

/** `alarm`: a number that should be zero. */
function cells(row: Counts): readonly object[] {
  return WORDS.map(({ counter, label, fate }) => ({
    label,
    text: format.number(row[counter]),
    look: row[counter] === 0 ? 'zero' : fate === 'missing' ? 'alarm' : '',
  }));
}
