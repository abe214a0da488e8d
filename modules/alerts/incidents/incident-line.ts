// An incident for people: what it is about, how bad it is, and since when. All texts are made visible.

import { severityLevel } from '#src/alerts/kept-alert.js';
import type { Incident } from '#src/alerts/related.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { pageOf } from '../alert-row.js';

const MAX_NAMES = 8;
const MAX_TITLES = 4;

export function incidentPath(id: string): string {
  return `/alerts/incidents/${id}`;
}

export function incidentLine(incident: Incident): { readonly heading: string } & Readonly<Record<string, unknown>> {
  const { id, alerts, severity, points, entities, first, last, count } = incident;
  const names = entities.map(({ kind, name }) => ({
    kind,
    text: visibleText(name, 60),
    page: kind === 'source' ? undefined : pageOf(kind, name),
  }));
  const titles = [...new Set(alerts.toReversed().map(({ rule }) => visibleText(rule.name, 60)))];
  return {
    id,
    href: incidentPath(id),
    severity,
    level: severityLevel(severity),
    points,
    first,
    last,
    count,
    heading: headingOf(names.map(({ text }) => text)),
    names: names.slice(0, MAX_NAMES),
    moreNames: Math.max(0, names.length - MAX_NAMES),
    titles: titles.slice(0, MAX_TITLES),
    moreTitles: Math.max(0, titles.length - MAX_TITLES),
    alerts: alerts.length,
    open: alerts.filter(({ state }) => state !== 'closed').length,
  };
}

/** `alice, 203.0.113.7 and 3 more` */
function headingOf(names: readonly string[]): string {
  if (names.length === 0) return 'One alert';
  if (names.length <= 2) return names.join(' and ');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}
