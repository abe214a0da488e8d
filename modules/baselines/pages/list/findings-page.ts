// The view model of the list of findings: what was unusual, of whatever kind, at any time.

import { Injectable } from '@nestjs/common';
import { visibleText } from '#src/portal/events/visible-text.js';
import { ENTITY_KINDS } from '../../engine/entity.js';
import { REASON_CODES } from '../../engine/reason.js';
import { FINDING_SHOWS, type FindingShow } from '../../findings/finding.js';
import { Findings } from '../../findings/findings.js';
import { findingLine } from '../finding-line.js';
import { KIND_WORDS } from '../words.js';
import { filterOf, findingsHref, type FindingsInput } from './list-input.js';

const PER_PAGE = 50;
const SHOW_WORDS: Readonly<Record<FindingShow, string>> = {
  open: 'open: to be looked at',
  learning: 'while learning',
  muted: 'muted',
  judged: 'judged',
};
const SPANS = [
  { days: 1, label: 'today' },
  { days: 7, label: 'last 7 days' },
  { days: 30, label: 'last 30 days' },
  { days: 90, label: 'last 90 days' },
];

@Injectable()
export class FindingsPage {
  constructor(private readonly findings: Findings) {}

  async model(input: FindingsInput): Promise<object> {
    const filter = filterOf(input, this.findings.today);
    const [page, total, all] = await Promise.all([
      this.findings.list(filter, input.after || undefined, PER_PAGE, input.order),
      this.findings.count(filter),
      this.findings.count({}),
    ]);
    const { after, ...here } = input;
    return {
      title: 'Findings',
      input,
      total,
      hasAny: all > 0,
      rows: page.findings.map(findingLine),
      name: input.name === '' ? undefined : visibleText(input.name, 80),
      isFiltered: Object.values(filter).some((value) => value !== undefined),
      kinds: ENTITY_KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind].many.toLowerCase() })),
      shows: FINDING_SHOWS.map((show) => ({ value: show, label: SHOW_WORDS[show] })),
      codes: Object.keys(REASON_CODES),
      spans: SPANS,
      pages: {
        first: after === '' ? undefined : findingsHref(here),
        older: page.next === undefined ? undefined : findingsHref({ ...here, after: page.next }),
      },
    };
  }
}
