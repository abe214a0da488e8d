// One alert as a line of a list, for every page and part that shows some. All texts are made visible.

import type { AlertEntity, EntityKind, Severity } from '#src/alerts/alert.js';
import { type KeptAlert, severityLevel } from '#src/alerts/kept-alert.js';
import { entityHref, type EntityKind as PageKind } from '#src/portal/events/entity-links.js';
import { withQuery } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { addressOf } from '#src/query/address.js';
import { stateText } from './words.js';

export interface AlertLine {
  readonly id: string;
  readonly href: string;
  readonly severity: Severity;
  /** 1..5 */
  readonly level: number;
  readonly title: string;
  readonly summary: string;
  readonly rule: string;
  readonly chips: readonly EntityChip[];
  readonly count: number;
  /** ms since 1970 */
  readonly first: number;
  readonly last: number;
  readonly state: KeptAlert['state'];
  readonly stateText: string;
  readonly assignee: string;
  readonly isTest: boolean;
  readonly hasContinued: boolean;
}

export interface EntityChip {
  /** `user`, `from`, `to`, ... */
  readonly word: string;
  readonly text: string;
  /** Its page, for who may see entities. */
  readonly page: string | undefined;
  /** Its alerts. */
  readonly alerts: string;
}

const MAX_TITLE_CHARS = 200;
const MAX_SUMMARY_CHARS = 300;
const MAX_NAME_CHARS = 60;

export function alertLine(alert: KeptAlert): AlertLine {
  return {
    id: alert.id,
    href: alertHref(alert.id),
    severity: alert.severity,
    level: severityLevel(alert.severity),
    title: visibleText(alert.title, MAX_TITLE_CHARS) || '(without a title)',
    summary: visibleText(alert.summary, MAX_SUMMARY_CHARS),
    rule: visibleText(alert.rule.name, MAX_NAME_CHARS),
    chips: entityChips(alert.entity),
    count: alert.count,
    first: alert.first,
    last: alert.last,
    state: alert.state,
    stateText: stateText(alert),
    assignee: visibleText(alert.assignee ?? '', MAX_NAME_CHARS),
    isTest: alert.isTest,
    hasContinued: alert.hasContinued,
  };
}

export function alertHref(id: string): string {
  return `/alerts/${id}`;
}

const WORDS: Readonly<Record<EntityKind, string>> = {
  user: 'user',
  src_ip: 'from',
  dst_ip: 'to',
  host: 'host',
  domain: 'domain',
  source: 'source',
};

const PAGE_OF: Readonly<Partial<Record<EntityKind, PageKind>>> = {
  user: 'user',
  src_ip: 'ip',
  dst_ip: 'ip',
  host: 'host',
  domain: 'domain',
};

function entityChips(entity: AlertEntity): readonly EntityChip[] {
  return (Object.entries(entity) as [EntityKind, string][]).map(([field, name]) => ({
    word: WORDS[field],
    text: visibleText(name, MAX_NAME_CHARS),
    page: pageOf(PAGE_OF[field], name),
    alerts: withQuery('/alerts', { show: 'all', entity: `${PAGE_OF[field] ?? 'source'}:${name}` }),
  }));
}

/** Undefined where there can be no page about it. */
export function pageOf(kind: PageKind | undefined, name: string): string | undefined {
  if (kind === undefined || (kind === 'ip' && addressOf(name) === undefined)) return undefined;
  return entityHref(kind, name);
}
