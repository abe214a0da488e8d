// The view models of exceptions: the list, and the form of a new one.

import { searchHref } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import type { KeptAlert } from '#src/alerts/kept-alert.js';
import type { NewException } from '../book/known-exception.js';
import type { Problem } from '../book/problems.js';
import { expandLists, type Lists } from '../lists.js';
import type { KnownException, KnownRule } from '../rule-book.js';
import { exceptionRow } from './exception-row.js';
import { EXPIRIES, type ExceptionInput, OWN_QUERY } from './exception-input.js';
import type { Preview } from './exception-preview.js';
import type { Scope } from './scopes.js';

const STYLES = ['rules/rules.css'];
/** A search with long lists in it is more than an address may hold. */
const MAX_SEARCH_CHARS = 3_000;

export function exceptionList(
  exceptions: readonly KnownException[],
  ruleOf: (id: string) => KnownRule | undefined,
  now: number,
  changing?: object,
): object {
  const rows = exceptions.map((each) =>
    exceptionRow(each, each.ruleId === undefined ? undefined : ruleOf(each.ruleId), now),
  );
  const isOver = (row: object): boolean => (row as { isExpired: boolean }).isExpired;
  return {
    title: 'Exceptions',
    styles: STYLES,
    expiries: EXPIRIES,
    changing,
    rows: rows.filter((row) => !isOver(row)),
    expired: rows.filter(isOver),
  };
}

export interface NewExceptionState {
  readonly input: ExceptionInput;
  readonly scopes: readonly Scope[];
  readonly exception: NewException;
  readonly alert?: KeptAlert | undefined;
  readonly rule?: KnownRule | undefined;
  readonly problems?: readonly Problem[];
  readonly preview?: Preview;
  readonly mayClose: boolean;
  readonly lists: Lists;
}

export function newExceptionPage(state: NewExceptionState): object {
  const { input, scopes, exception, alert, rule, problems = [], preview, mayClose, lists } = state;
  const mistakes = Object.fromEntries(problems.map(({ path, message }) => [path, message]));
  return {
    title: 'Not this again',
    styles: STYLES,
    expiries: EXPIRIES,
    input,
    mistakes,
    preview,
    mayClose,
    alert: alert && { id: alert.id, title: visibleText(alert.title, 200), summary: visibleText(alert.summary, 400), isClosed: alert.state === 'closed' }, // prettier-ignore
    rule: rule && { id: rule.rule.id, name: rule.rule.name },
    scopes: scopes.map((scope) => ({
      id: scope.id,
      label: visibleText(scope.label, 200),
      query: visibleText(scope.query, 300),
      network: scope.network && {
        name: `network.${scope.network.field}`,
        range: input.network[scope.network.field] ?? scope.network.range,
      },
    })),
    ownQuery: OWN_QUERY,
    about: visibleText(exception.scope ?? exception.query, 300),
    query: exception.query,
    finds: findsHref(expandLists(exception.query, lists)),
  };
}

function findsHref(q: string): string | undefined {
  return q === '' || q.length > MAX_SEARCH_CHARS ? undefined : searchHref({ q, from: '-7d' });
}
