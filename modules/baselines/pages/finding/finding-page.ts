// The view model of one finding: the sentence, what the score is made of, its events, and what can be said about it.

import { Inject, Injectable } from '@nestjs/common';
import { STORE } from '#src/portal/deps.js';
import { eventRow } from '#src/portal/events/event-row.js';
import { searchHref, withQuery } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { part } from '#src/portal/page/part.js';
import { termFor } from '#src/query/print.js';
import type { EventReader } from '#src/store/event-store.js';
import { entityKey } from '../../engine/entity.js';
import { REASON_CODES } from '../../engine/reason.js';
import type { Finding } from '../../findings/finding.js';
import { Findings } from '../../findings/findings.js';
import { Verdicts } from '../../findings/verdicts.js';
import { Baseline } from '../../training/baseline.js';
import { findingLine } from '../finding-line.js';
import { shownReasons } from '../pictures/points.js';
import { hourBars } from '../pictures/score-bars.js';
import { nextFriday, type VerdictForm } from '../verdict/verdict-form.js';
import { verdictLine } from '../verdict/verdict-words.js';
import { dayText, isoDay } from '../words.js';

const FIELDS = { user: 'user.name', host: 'host.name', ip: 'source.ip' } as const;
const MINUTE_MS = 60_000;

/** What a form begins with. */
const UNTOUCHED = { kind: 'normal', scope: 'entity', until: 'good', date: '' } as const;

@Injectable()
export class FindingPageModel {
  constructor(
    private readonly findings: Findings,
    private readonly verdicts: Verdicts,
    private readonly baseline: Baseline,
    @Inject(STORE) private readonly store: EventReader,
  ) {}

  async model(finding: Finding, typed?: VerdictForm, invalid: object = {}): Promise<object> {
    const [rows, status, verdict] = await Promise.all([
      part(() => this.#events(finding)),
      this.baseline.status(),
      finding.verdict && this.verdicts.get(finding.verdict.id),
    ]);
    const reasons = shownReasons(finding.reasons);
    return {
      title: `Finding: ${visibleText(finding.entity.name, 60)}`,
      finding: findingLine(finding),
      reasons,
      meanings: [...new Set(finding.reasons.map(({ code }) => code))].map((code) => ({
        code,
        text: REASON_CODES[code],
      })),
      total: Math.round(finding.score),
      hours: hourBars(finding.hours),
      first: finding.firstAt,
      last: finding.lastAt,
      events: rows,
      eventCount: finding.events.length,
      isTest: status.settings.mode === 'test',
      verdict: verdict && verdictLine(verdict),
      addresses: addressesOf(finding),
      form: this.form(finding, typed, invalid),
    };
  }

  form(finding: Finding, typed?: VerdictForm, invalid: object = {}): object {
    const { today } = this.findings;
    const given = typed ?? { ...UNTOUCHED, about: finding.reasons.map((_, at) => at) };
    return {
      typed: given,
      invalid,
      today: isoDay(today),
      action: `/baselines/findings/${finding.id}/verdict`,
      untils: [
        { value: 'good', label: 'for good: it is learned', hint: 'A new place of work, a new device, a new tool.' },
        { value: '1d', label: `for a day, until the end of ${dayText(today + 1)}`, hint: '' },
        { value: '7d', label: `for a week, until the end of ${dayText(today + 7)}`, hint: '' },
        ...(nextFriday(today) === today + 7
          ? []
          : [{ value: 'friday', label: `until Friday, the end of ${isoDay(nextFriday(today))}`, hint: '' }]),
        { value: 'date', label: 'until the end of another day', hint: '' },
      ],
    };
  }

  /** Those that are still stored, strongest first. */
  async #events({ events }: Finding): Promise<object> {
    const found = await Promise.all(events.map((id) => this.store.get(id)));
    return found.filter((event) => event !== undefined).map((event) => eventRow(event));
  }
}

function addressesOf(finding: Finding): Readonly<Record<string, string>> {
  const { kind, name } = finding.entity;
  const from = new Date(finding.firstAt - 30 * MINUTE_MS).toISOString();
  const to = new Date(finding.lastAt + 30 * MINUTE_MS).toISOString();
  const scored = `score>=50 ${termFor('lanwarden.entity', entityKey(finding.entity))}`;
  return {
    search: searchHref({ q: termFor(FIELDS[kind], name), from, to }),
    scored: searchHref({ q: scored, from: isoDay(finding.day), to: isoDay(finding.day) }),
    alerts: withQuery(`/alerts/of/${kind}`, { name }),
    allAlerts: withQuery('/alerts', { show: 'all', entity: `${kind}:${name}` }),
  };
}
