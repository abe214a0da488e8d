// The view model of the list of alerts.

import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import { SEVERITIES } from '#src/alerts/alert.js';
import { AlertBook } from '#src/alerts/alert-book.js';
import type { AlertCounts } from '#src/alerts/alert-list.js';
import type { Clock } from '#src/clock.js';
import { CLOCK, CONFIG } from '#src/portal/deps.js';
import { ENTITY_PERMISSION } from '#src/portal/events/entity-links.js';
import { withQuery } from '#src/portal/events/links.js';
import { alertLine } from '../alert-row.js';
import { REASON_CHOICES } from '../words.js';
import {
  type ListInput,
  listHref,
  MORE_FILTERS,
  NOBODY,
  type ReadList,
  readList,
  SHOWN,
  type Shown,
} from './list-input.js';

const PER_PAGE = 50;

const TAB_WORDS: Readonly<Record<Shown, string>> = {
  active: 'To do',
  open: 'Open',
  acknowledged: 'Acknowledged',
  closed: 'Closed',
  all: 'All',
  test: 'Tests',
};

@Injectable()
export class ListPage {
  constructor(
    private readonly book: AlertBook,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  read(input: ListInput): ReadList {
    return readList(input, this.clock.now(), this.config.time.zone);
  }

  /** @param after the cursor of the page before, '' for the first @param own name of who looks */
  async model(input: ListInput, after: string, own: string): Promise<object> {
    const { filter, mistakes } = this.read(input);
    const [{ alerts, next }, counts, tests, everything] = await Promise.all([
      this.book.list(filter, after || undefined, PER_PAGE),
      this.book.counts({ ...filter, isTest: false }),
      this.book.counts({ ...filter, isTest: true }),
      this.book.list({}, undefined, 1),
    ]);
    const isFiltered = ['q', 'severity', 'assignee', ...MORE_FILTERS].some((name) => input[name as keyof ListInput]);
    return {
      title: 'Alerts',
      input,
      mistakes,
      isFiltered,
      own,
      nobody: NOBODY,
      rows: alerts.map(alertLine),
      tabs: tabs(input, counts, tests),
      severities: SEVERITIES,
      reasons: REASON_CHOICES,
      hasMore: MORE_FILTERS.some((name) => input[name] !== '' || name in mistakes),
      hasAny: everything.alerts.length > 0,
      entityPermission: ENTITY_PERMISSION,
      // Of tabs in which a new alert would stand, and of their newest page.
      news: after === '' && ['active', 'open', 'all'].includes(input.show) ? this.#newsHref(input) : undefined,
      addresses: { clear: listHref({ show: input.show }), back: listHref(input, { after }) },
      pages: {
        first: after === '' ? undefined : listHref(input),
        older: next === undefined ? undefined : listHref(input, { after: next }),
      },
    };
  }

  /** How many alerts that fit have been raised since (ms). */
  async news(input: ListInput, since: number): Promise<object> {
    const counts = await this.book.counts({ ...this.read(input).filter, raisedAfter: since });
    return { count: counts.states.open + counts.states.acknowledged, show: listHref(input) };
  }

  #newsHref(input: ListInput): string {
    return withQuery('/alerts/news', { ...input, since: String(this.clock.now()) });
  }
}

function tabs(input: ListInput, { states }: AlertCounts, tests: AlertCounts): readonly object[] {
  const counts: Readonly<Record<Shown, number>> = {
    active: states.open + states.acknowledged,
    ...states,
    all: states.open + states.acknowledged + states.closed,
    test: sum(tests),
  };
  return SHOWN.filter((show) => show !== 'test' || counts.test > 0 || input.show === 'test').map((show) => ({
    label: TAB_WORDS[show],
    count: counts[show],
    isHere: show === input.show,
    href: listHref({ ...input, show }),
  }));
}

function sum({ states }: AlertCounts): number {
  return states.open + states.acknowledged + states.closed;
}
