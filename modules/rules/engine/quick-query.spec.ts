import { expect, it } from 'vitest';
import { sampleEvent } from '../../../test/helpers/rule-samples.js';
import type { Query } from '#src/query/ast.js';
import { parseQuery } from '#src/query/parse.js';
import { predicateOf } from '#src/query/predicate.js';
import { printQuery } from '#src/query/print.js';
import { quickQuery } from './quick-query.js';
import { isSlow } from './time-budget.js';

it.each([
  ['user:root raw:/x.y/', 'user:root'],
  ['user:root message:/fail.d pass/i', 'user:root message=*fail*'],
  ['message:/failed.*root/', 'message=*failed*'],
  ['raw:*Failed?pass*', 'raw=*Failed*'],
  ['raw:/x/ OR user:root', '*'],
  ['user:root -(app:sshd raw:/x/)', 'user:root'],
  ['-raw:/x/', '*'],
])('%s is asked for as %s, which takes no time and finds no less', (text, expected) => {
  const quick = quickQuery(tree(text));
  expect([isSlow(quick), printQuery(quick)]).toEqual([false, expected]);
  const event = sampleEvent(0, { 'user.name': 'root', 'process.name': 'sshd' });
  expect([!predicateOf(tree(text))(event), predicateOf(quick)(event)]).toContain(true);
});

function tree(text: string): Query {
  const parsed = parseQuery(text);
  if (parsed.kind === 'invalid') throw new Error(parsed.hint);
  return parsed.query;
}
