// The cards about alerts, for the dashboard.

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Severity, SEVERITIES } from '#src/alerts/alert.js';
import { AlertBook } from '#src/alerts/alert-book.js';
import { type Card, Cards } from '#src/portal/cards/cards.js';
import { barRows, type BarsCard, type NumberCard, type TableCard } from '#src/portal/cards/shapes.js';
import { type SeriesCard, seriesCard } from '#src/portal/cards/series-card.js';
import { stackedChart, stackedInterval } from '#src/portal/charts/stacked.js';
import { withQuery } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { format } from '#src/portal/page/format.js';
import { severityLevel } from '#src/alerts/kept-alert.js';
import { alertHref, pageOf } from '../alert-row.js';

const READ = 'alerts.read';
const LATEST = 6;
const RISKIEST = 6;
const MAX_LABEL_CHARS = 60;
/** The worst first. */
const DOWNWARDS = SEVERITIES.toReversed();

/** Of the eight colours those nearest to the levels': green, amber, orange, red; grey for what is only told. */
const COLOURS = ['low', 'medium', '', 'critical', '', '', 'high', 'informational'];
const KIND_WORDS = { user: 'user', ip: 'address', host: 'host', domain: 'domain', source: 'source' } as const;

@Injectable()
export class AlertCards implements OnModuleInit {
  constructor(
    private readonly cards: Cards,
    private readonly book: AlertBook,
  ) {}

  onModuleInit(): void {
    this.cards.register(this.#open(), this.#latest(), this.#risk(), this.#overTime());
  }

  #open(): Card {
    return {
      id: 'alerts.open',
      title: 'Alerts to do',
      permission: READ,
      size: 'small',
      order: 5,
      template: 'partials/cards/number',
      href: () => '/alerts',
      load: async () => {
        const { states, severities } = await this.book.counts();
        const value = states.open + states.acknowledged;
        const rows = DOWNWARDS.filter((severity) => severities[severity] > 0).map((severity) => ({
          label: severity,
          count: severities[severity],
          tone: `level-${severityLevel(severity)}`,
          href: withQuery('/alerts', { severity }),
        }));
        const text =
          states.acknowledged === 0
            ? 'nobody is at any of them yet'
            : `${format.number(states.acknowledged)} acknowledged`;
        const comparison = {
          direction: 'unknown' as const,
          text: value === 0 ? 'nothing to do' : text,
          basis: 'Open and acknowledged, whatever their age.',
        };
        return {
          ...({ value, unit: value === 1 ? 'alert' : 'alerts', href: '/alerts', comparison } satisfies NumberCard),
          ...(rows.length > 0 && { bars: { rows: barRows(rows), empty: '' } }),
          says: [
            {
              text: saying(states.open, severities),
              standsOut: states.open > 0 && severities.high + severities.critical > 0,
            },
          ],
        };
      },
    };
  }

  #latest(): Card {
    return {
      id: 'alerts.latest',
      title: 'Latest alerts',
      permission: READ,
      size: 'medium',
      order: 47,
      template: 'partials/cards/table',
      href: () => '/alerts',
      load: async () => {
        const { alerts } = await this.book.list({ isTest: false, states: ['open', 'acknowledged'] }, undefined, LATEST);
        const rows = alerts.map(({ id, title, severity, last }) => [
          { timeMs: last },
          { text: severity },
          { text: visibleText(title, MAX_LABEL_CHARS), href: alertHref(id) },
        ]);
        return { head: ['Last', 'Severity', 'Alert'], rows, empty: 'No alert is open.' } satisfies TableCard;
      },
    };
  }

  #risk(): Card {
    return {
      id: 'alerts.risk',
      title: 'Highest risk',
      permission: READ,
      size: 'medium',
      order: 49,
      template: 'partials/cards/bars',
      load: async () => {
        const risks = await this.book.riskiest(RISKIEST);
        if (risks.length === 0) return undefined;
        const rows = risks.map(({ kind, name, risk }) => ({
          label: `${KIND_WORDS[kind]} ${visibleText(name, MAX_LABEL_CHARS)}`,
          count: risk,
          href:
            (kind === 'source' ? undefined : pageOf(kind, name)) ??
            withQuery('/alerts', { show: 'all', entity: `${kind}:${name}` }),
        }));
        return { rows: barRows(rows), empty: '' } satisfies BarsCard;
      },
    };
  }

  #overTime(): Card {
    return {
      id: 'alerts.over-time',
      title: 'Alerts over time, by severity',
      permission: READ,
      size: 'medium',
      order: 48,
      template: 'partials/cards/series',
      href: ({ rangeText }) => withQuery('/alerts', { show: 'all', from: `-${rangeText}` }),
      load: async ({ range }): Promise<(SeriesCard & { readonly what: string }) | undefined> => {
        const histogram = await this.book.histogram(range, stackedInterval(range));
        if (histogram.buckets.length === 0) return undefined;
        const card = seriesCard(stackedChart(histogram, range, SEVERITIES.length), {
          fixed: COLOURS,
          label: (key) => key ?? 'others',
          href: () => undefined,
          sliceHref: ({ from, to }) => withQuery('/alerts', { show: 'all', from, to }),
        });
        return { ...card, what: 'Alerts' };
      },
    };
  }
}

/** `3 open alerts, 1 critical` */
function saying(open: number, severities: Readonly<Record<Severity, number>>): string {
  if (open === 0) return 'no open alert';
  const worst = DOWNWARDS.find((severity) => severities[severity] > 0);
  const what = `${format.number(open)} open ${open === 1 ? 'alert' : 'alerts'}`;
  return worst === undefined ? what : `${what}, ${format.number(severities[worst])} ${worst}`;
}
