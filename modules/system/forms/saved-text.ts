// What is said, and written into the audit log, after settings were saved.

import type { Visit } from '#src/portal/session/visit.js';
import type { Changed, Outcome } from './settings-forms.js';

const MOST_NAMED = 5;

const NO_CHANGE = 'Nothing was different, so nothing was changed.';

export function savedText({ records, waits }: Changed): string {
  if (records.length === 0) return NO_CHANGE;
  const saved = `Saved: ${named(records.map(({ path }) => path))}.`;
  if (waits.length === 0) return `${saved} It is in force.`;
  return `${saved} ${waits.length === records.length ? 'It takes' : `${named(waits)} ${waits.length === 1 ? 'takes' : 'take'}`} effect when Lanwarden is restarted.`;
}

export function resetText({ records: [record], waits }: Changed): string {
  if (record === undefined) return NO_CHANGE;
  return `${record.path} is back to its default.${waits.length === 0 ? '' : ' It takes effect when Lanwarden is restarted.'}`;
}

/** Nothing for a form with a mistake, a question that is asked first (undefined), and what was no change. A save that throws has its entry. */
export function savedAudit(target: string, outcome: Outcome | undefined): Visit['audit'] {
  const records = outcome?.kind === 'changed' ? outcome.records : [];
  return records.length === 0 ? { target, skip: true } : { target, details: { changed: records } };
}

function named(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return more > 0 ? `${paths.slice(0, MOST_NAMED).join(', ')} and ${more} more` : paths.join(', ');
}
