// The view model of one alert's page.

import { Inject, Injectable } from '@nestjs/common';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { AlertBook } from '#src/alerts/alert-book.js';
import { tagWords } from '#src/alerts/attack.js';
import { entityNames } from '#src/alerts/entity-names.js';
import type { KeptAlert, WholeAlert } from '#src/alerts/kept-alert.js';
import { incidentPath } from '../incidents/incident-line.js';
import { BASELINE_PERMISSION } from '#src/portal/events/baseline-links.js';
import { ENTITY_PERMISSION, type EntityKind } from '#src/portal/events/entity-links.js';
import { searchHref, withQuery } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import type { Clock } from '#src/clock.js';
import { CLOCK } from '#src/portal/deps.js';
import { alertLine, pageOf } from '../alert-row.js';
import { historyLine, REASON_CHOICES, visibleLines } from '../words.js';
import { alertBaseline } from './baseline.js';
import { ownTimes } from './own-times.js';
import { shownReasons } from './reasons.js';

const MAX_RELATED = 10;
/** Events are stored as they come; those of one alert are listed up to here, the rest by the search. */
export const SHOWN_EVENTS = 20;

@Injectable()
export class AlertPage {
  constructor(
    private readonly book: AlertBook,
    private readonly accounts: AccountsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param mayTriage then names of people are shown to choose from */
  async model(alert: WholeAlert, mayTriage: boolean): Promise<object> {
    const [related, incident, risks, people] = await Promise.all([
      this.book.related(alert, MAX_RELATED),
      this.book.incidentOf(alert),
      this.#risks(alert),
      mayTriage ? this.#people() : [],
    ]);
    return {
      title: visibleText(alert.title, 80) || 'Alert',
      alert: alertLine(alert),
      facts: factsOf(alert, this.clock.now()),
      heading: visibleText(alert.title),
      summary: visibleText(alert.summary),
      advice: visibleLines(alert.advice ?? ''),
      reasons: shownReasons(alert.reasons),
      baseline: alertBaseline(alert),
      rule: { id: alert.rule.id, name: visibleText(alert.rule.name, 120), kind: visibleText(alert.rule.kind, 40) },
      techniques: alert.tags.map(tagWords).filter(({ href }) => href !== undefined),
      events: alert.events
        .slice(-SHOWN_EVENTS)
        .toReversed()
        .map(({ id, time, message }) => ({
          href: `/events/${encodeURIComponent(id)}`,
          time,
          message: visibleText(message),
        })),
      addresses: addressesOf(alert),
      risks,
      related: related.map(({ alert: other, shared }) => ({
        ...alertLine(other),
        shared: shared.map(({ name }) => visibleText(name, 60)),
      })),
      incident:
        incident.alerts.length > 1 ? { href: incidentPath(incident.id), count: incident.alerts.length } : undefined,
      history: alert.history.map(historyLine).toReversed(),
      people,
      reasonChoices: REASON_CHOICES,
      version: alert.version,
      isClosed: alert.state === 'closed',
      note: visibleLines(alert.note),
      assignee: visible(alert.assignee),
      stateBy: visible(alert.stateBy),
      stateAt: alert.stateAt,
      entityPermission: ENTITY_PERMISSION,
      baselinePermission: BASELINE_PERMISSION,
    };
  }

  async #risks(alert: KeptAlert): Promise<readonly object[]> {
    const names = entityNames(alert.entity);
    const risks = await Promise.all(names.map(({ kind, name }) => this.book.riskOf(kind, name)));
    return risks.map(({ kind, name, risk, alerts }) => ({
      kind,
      text: visibleText(name, 80),
      risk,
      alerts,
      page: kind === 'source' ? undefined : pageOf(kind satisfies EntityKind, name),
      list: withQuery('/alerts', { show: 'all', entity: `${kind}:${name}` }),
    }));
  }

  /** Who may be given an alert: those who can do something with it. */
  async #people(): Promise<readonly string[]> {
    const accounts = await this.accounts.list();
    return accounts.filter(({ role, disabled }) => role !== 'viewer' && !disabled).map(({ name }) => name);
  }
}

/** What changes while it goes on; asked for anew by the page. */
export function factsOf(alert: WholeAlert, now: number): object {
  const { count, first, last, score, state, hasContinued } = alert;
  const seconds = Math.max(0, Math.round((last - first) / 1_000));
  return {
    id: alert.id,
    count,
    first,
    last,
    score,
    seconds,
    hasContinued,
    isClosed: state === 'closed',
    source: visible(alert.source),
    search: searchOf(alert),
    isQuiet: now - last > 3_600_000,
    sourceAlerts: alert.source && withQuery('/alerts', { show: 'all', source: alert.source }),
  };
}

function addressesOf(alert: WholeAlert): object {
  return {
    self: `/alerts/${alert.id}`,
    search: searchOf(alert),
    timeline: alert.query === '' ? undefined : `/alerts/${alert.id}/timeline`,
    events: alert.events.length === 0 ? undefined : `/alerts/${alert.id}/events`,
    exception: withQuery('/rules/exceptions/new', { alert: alert.id }),
    rule: `/rules/${encodeURIComponent(alert.rule.id)}`,
    told: withQuery('/channels/deliveries', { alert: alert.id }),
    ofRule: withQuery('/alerts', { show: alert.isTest ? 'test' : 'all', rule: alert.rule.id }),
  };
}

/** All of its events; `to` does not belong to a search. Undefined where no search finds them. */
function searchOf(alert: WholeAlert): string | undefined {
  if (alert.query === '') return undefined;
  const { from, to } = ownTimes(alert);
  return searchHref({ q: alert.query, from: new Date(from).toISOString(), to: new Date(to).toISOString() });
}

function visible(text: string | undefined): string | undefined {
  return text === undefined ? undefined : visibleText(text);
}
