// Why somebody was not told: the delivery log says what waits, and for an alert which channels were left out and why.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RuleNames } from '#src/alerts/rule-names.js';
import type { NewAlert } from '#src/alerts/alert.js';
import { AlertBook } from '#src/alerts/alert-book.js';
import { hold, inside as insideModule } from '../../../test/fixtures/modules/inside/index.js';
import { newAlert } from '../../../test/helpers/alert-book.js';
import { startPortal, type TestPortal } from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import { ChannelBook } from '../book/channel-book.js';
import channels from '../index.js';
import { digestOf } from '../routing/digest.js';
import type { HeldRow } from '../routing/held.js';
import { eventually } from '../../../test/helpers/eventually.js';

const heldOf = (alertId: string): HeldRow => ({
  reason: 'quiet-hours',
  ruleId: 'r',
  rule: 'R',
  alertId,
  type: 'alert.raised',
  severity: 'high',
  title: 'Brute force',
  url: '',
  messages: 1,
  events: 5,
  first: 1_000,
  last: 1_000,
  isUnwatched: false,
});

describe('what the delivery log cannot hold', () => {
  let portal: TestPortal;
  let inside: NonNullable<typeof hold.inside>;
  let admin: TestBrowser;
  let server: Server;
  let channelId: (name: string, routing: object) => Promise<string>;
  beforeEach(async () => {
    server = createServer((_request, response) => response.writeHead(410).end('gone'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    portal = await startPortal({
      modules: [channels, insideModule],
      config: { channels: { targets: { loopback: true } } },
    });
    inside = hold.inside!;
    const book = new ChannelBook(inside.db, inside.clock, inside.box, new RuleNames());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    channelId = async (name, routing) =>
      (await book.add({ name, kind: 'webhook', settings: { url }, routing }, 'admin')).channel.id;
  });
  afterEach(async () => {
    await portal.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const raise = (more: Partial<NewAlert> = {}): Promise<string> => {
    const alerts = new AlertBook(inside.db, inside.clock, inside.outbox);
    return inside.db.transaction((transaction) => alerts.raise(newAlert(more), transaction));
  };
  const main = async (path: string): Promise<string> => {
    const { status, text } = await admin.get(path);
    expect([path, status]).toEqual([path, 200]);
    return text.slice(text.indexOf('<main')).replaceAll(/<[^>]*>/g, '');
  };

  it('is said of an alert: what waits, and which channel does not want it', async () => {
    await channelId('Night', { quiet: { hours: [4, 2] } });
    await channelId('Worst only', { minSeverity: 'critical' });
    await channelId('Other rules', { rules: ['port-scan'] });
    admin = await portal.setUp();
    const id = await raise({ title: 'Brute force from <b>203.0.113.7' });
    await eventually(async () => expect(await main('/channels/deliveries')).toContain('Waiting for a digest'));
    const log = await main(`/channels/deliveries?alert=${id}`);
    expect(log).toContain('Brute force from &lt;b&gt;203.0.113.7');
    expect(log).toContain('quiet hours, until 03:00');
    expect(log).toContain('Worst only is told of critical and above; this one is high.');
    expect(log).toContain('Other rules is told of some rules only, and this alert is of another.');
    expect(log).not.toContain('Night is');
    expect(await main('/channels/deliveries?channel=somewhere')).not.toContain('Waiting for a digest');
    expect(await main('/channels/deliveries?state=failed')).not.toContain('Waiting for a digest');
  });

  it('a channel that was told in a digest is not named, and the log leads there', async () => {
    const channel = await channelId('Worst only', { minSeverity: 'critical' });
    admin = await portal.setUp();
    const id = await raise();
    expect(await main(`/channels/deliveries?alert=${id}`)).toContain('Not told of this alert');
    await inside.db.transaction((transaction) =>
      inside.outbox.put(digestOf(channel, [heldOf(id)], inside.clock.now()), transaction),
    );
    await eventually(async () => expect(await main(`/channels/deliveries?alert=${id}`)).toContain('Told in a digest'));
    expect(await main(`/channels/deliveries?alert=${id}`)).not.toContain('Not told of this alert');
    expect((await admin.get(`/channels/deliveries?alert=${id}`)).text).toContain('href="/channels/deliveries/1"');
    const api = await admin.get(`/api/v1/channels/deliveries?alert=${id}`);
    expect(JSON.parse(api.text)).toMatchObject({ deliveries: [{ id: 1, type: 'digest' }] });
    expect(await main(`/channels/deliveries?alert=${await raise({ key: 'other' })}`)).not.toContain('Told in a digest');
  });

  it('no channel is named when the log of that time is gone', async () => {
    await channelId('Worst only', { minSeverity: 'critical' });
    admin = await portal.setUp();
    const id = await raise();
    const rehearsed = await raise({ isTest: true, key: 'test' });
    await inside.db.query(`UPDATE alerts SET raised_at = ${inside.clock.now() - 31 * 86_400_000}`);
    const log = await main(`/channels/deliveries?alert=${id}`);
    expect(log).toContain('Who was told is no longer known');
    expect(log).not.toContain('Worst only is');
    expect(await main(`/channels/deliveries?alert=${rehearsed}`)).toContain('rule is in test mode');
  });

  it('is said of an alert of a rule in test mode', async () => {
    await channelId('Day', {});
    admin = await portal.setUp();
    const id = await raise({ isTest: true });
    expect(await main(`/channels/deliveries?alert=${id}`)).toContain(
      'Day was not told: the alert’s rule is in test mode.',
    );
    expect(await main('/channels/deliveries?alert=al_none')).not.toContain('Not told of this alert');
  });

  it('a test that failed is not among what was given up', async () => {
    const channel = await channelId('Day', {});
    admin = await portal.setUp();
    await inside.db.transaction((transaction) =>
      inside.outbox.put({ type: 'test', at: inside.clock.now(), facts: {}, channel, body: { test: {} } }, transaction),
    );
    const stats = async (): Promise<unknown> => (await inside.outbox.deliveries.stats()).get(channel);
    await eventually(async () => expect(await stats()).toMatchObject({ lastState: 'failed', failed: 1 }));
    expect(await stats()).toMatchObject({ givenUp: 0 });
  });
});
