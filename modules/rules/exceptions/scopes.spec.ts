import { expect, it } from 'vitest';
import { predicateOf } from '#src/query/predicate.js';
import { parseQuery } from '#src/query/parse.js';
import { eventKey } from '../engine/key.js';
import { ownText } from '../engine/own-text.js';
import { logEvent } from '../../../test/helpers/event-portal.js';
import { scopesOf } from './scopes.js';

it.each([
  ['short', 'Ann'],
  ['as long as may be', 'x'.repeat(300)],
  ['longer', 'X'.repeat(301)],
  ['hostile', `/"*?\\ OR ${'x'.repeat(400)}`],
  ['cut within a character', `${'x'.repeat(299)}\u{1F600}y`],
])('what an alert is about is what each of its scopes finds: %s', (_what, name) => {
  const event = logEvent({ 'user.name': name, 'host.name': name, 'source.ip': '203.0.113.7' }, 0);
  const entity = { user: ownText(name, 300), host: ownText(name, 300), src_ip: '203.0.113.7' };
  for (const groupBy of [[], ['user.name'], ['user.name', 'source.ip']] as const) {
    const scopes = scopesOf({ key: eventKey(event, groupBy)!, entity });
    expect(scopes.map(({ id }) => id)).toContain('value:user.name');
    for (const { id, query } of scopes) {
      const parsed = parseQuery(query);
      expect([id, parsed.kind === 'query' && predicateOf(parsed.query)(event)]).toEqual([id, true]);
    }
  }
});
