// The shipped rule of silent sources in a whole portal: an approved source falls silent, is told, and speaks again.

import { afterEach, expect, it } from 'vitest';
import { readMetadata } from '#src/store/metadata/read.js';
import { collectorHealth, ledgerRow } from '../../../test/helpers/collector-health.js';
import { type EventPortal, startEventPortal } from '../../../test/helpers/event-portal.js';
import { START_MS } from '../../../test/helpers/portal.js';
import rules from '../index.js';
import { eventually } from '../../../test/helpers/eventually.js';

const HOUR = 3_600_000;

let portal: EventPortal;
afterEach(() => portal.close());

it('an approved source that falls silent is told of out of the box, and when it is back', async () => {
  portal = await startEventPortal({
    modules: [rules],
    config: { sources: [{ name: 'fw', match: { peer: ['192.0.2.1'] }, expectEveryMinutes: 10 }] },
  });
  const push = (lastReceived: number): void => {
    const ledger = [ledgerRow({ source: 'fw', received: 1, stored: 1, lastReceived })];
    portal.collector.push(collectorHealth({ startedAt: START_MS - 9 * HOUR, ledger }));
  };
  const alerts = (): Promise<readonly object[]> =>
    readMetadata(
      portal.config,
      `SELECT rule_id AS rule, state, CASE note WHEN '' THEN summary ELSE note END AS text FROM alerts WHERE rule_id = 'silent-source'`,
    );
  push(START_MS - HOUR);
  await eventually(async () =>
    expect(await alerts()).toEqual([
      {
        rule: 'silent-source',
        state: 'open',
        text: 'fw was last heard 1 h ago; expected is a message at least every 10 min.',
      },
    ]),
  );
  portal.clock.advance(60_000);
  push(START_MS + 60_000);
  await eventually(async () =>
    expect(await alerts()).toEqual([
      { rule: 'silent-source', state: 'closed', text: 'fw speaks again after 1 h 1 min.' },
    ]),
  );
});
