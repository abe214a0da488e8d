// The delivery log through real HTTP: a webhook to a server of ours that answers as the test says, or not at all.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RuleNames } from '#src/alerts/rule-names.js';
import type { Delivery } from '#src/outbox/delivery.js';
import type { NewMessage } from '#src/outbox/message.js';
import { hold, inside as insideModule } from '../../../test/fixtures/modules/inside/index.js';
import { START_MS, startPortal, type TestPortal } from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import { ChannelBook } from '../book/channel-book.js';
import dashboard from '../../dashboard/index.js';
import channels from '../index.js';
import { eventually } from '../../../test/helpers/eventually.js';

describe('the delivery log', () => {
  let portal: TestPortal;
  let inside: NonNullable<typeof hold.inside>;
  let admin: TestBrowser;
  let server: Server;
  let answer: (response: ServerResponse, request: IncomingMessage) => void;
  let webhookIds: string[];
  let channel: string;
  let other: string;
  beforeEach(async () => {
    webhookIds = [];
    answer = (response) => response.end('thanks');
    server = createServer((request, response) => {
      request.resume();
      webhookIds.push(String(request.headers['webhook-id']));
      answer(response, request);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    portal = await startPortal({
      modules: [channels, dashboard, insideModule],
      config: { channels: { targets: { loopback: true } } },
    });
    inside = hold.inside!;
    // Another book: the portal's own has read no channels yet.
    const book = new ChannelBook(inside.db, inside.clock, inside.box, new RuleNames());
    const make = async (name: string, path: string, routing: object = {}): Promise<string> => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;
      return (await book.add({ name, kind: 'webhook', settings: { url }, routing }, 'admin')).channel.id;
    };
    channel = await make('Night watch', 'hook/secret-part');
    other = await make('Archive', 'archive', { minSeverity: 'critical' });
    admin = await portal.setUp();
  });
  afterEach(async () => {
    await portal.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const put = (message: Partial<NewMessage> = {}): Promise<string> =>
    inside.db.transaction((transaction) => inside.outbox.put({ ...ALERT, ...message }, transaction));
  const all = async (): Promise<readonly Delivery[]> =>
    (await inside.outbox.deliveries.list({}, undefined, 100)).deliveries;
  const page = async (path: string): Promise<string> => {
    const { status, text } = await admin.get(path);
    expect([path, status]).toEqual([path, 200]);
    return text.slice(text.indexOf('<main'));
  };

  it('says what to do while nothing was sent', async () => {
    expect(await page('/channels/deliveries')).toContain('Nothing sent yet');
  });

  it('shows what was sent and what came back, and no text of either works on the page', async () => {
    answer = (response) => response.writeHead(200, { 'x-answer': 'yes' }).end('<b>thanks</b>\u202e');
    const id = await put();
    await eventually(async () => expect(await all()).toMatchObject([{ state: 'delivered' }]));
    const list = await page('/channels/deliveries');
    expect(list).toContain('14 failed logons of &lt;script&gt;alice');
    expect(list).toMatch(/Night watch[^]*delivered/);
    const one = await page('/channels/deliveries/1');
    expect(one).toContain(id);
    expect(one).toContain('/alerts/al_7');
    expect(one).toContain('&lt;b&gt;thanks&lt;/b&gt;');
    expect(one).toContain('‹U+202E›');
    expect(one).not.toContain('<script>alice');
    expect(one).toContain('webhook-signature');
    expect(one).toContain('/channels/deliveries/1/replay');
  });

  it('lets a channel that never answers wait, says so, and holds up no other', async () => {
    answer = (response, { url }) => void (url === '/archive' && response.end('thanks'));
    await put({ facts: { ...ALERT.facts, severity: 'critical' } });
    await eventually(async () =>
      expect((await all()).find((each) => each.channel === other)).toMatchObject({ state: 'delivered' }),
    );
    expect((await all()).find((each) => each.channel === channel)).toMatchObject({ state: 'sending', attempts: 0 });
    const waiting = (await all()).find((each) => each.channel === channel)!;
    expect(await page(`/channels/deliveries/${waiting.id}`)).toContain('The other side has not answered yet.');
    expect(await page('/channels/deliveries?state=sending')).toContain('Night watch');
  });

  it('tells when the next try is, lets people cancel it, and send it again', async () => {
    answer = (response) => response.writeHead(503, { 'retry-after': '3600' }).end('later');
    const id = await put();
    await eventually(async () => expect(await all()).toMatchObject([{ state: 'waiting', attempts: 1 }]));
    expect((await all())[0]!.nextAt).toBe(START_MS + 3_600_000);
    const list = await page('/channels/deliveries');
    expect(list).toMatch(/waits[^]*1 try[^]*, next/);
    await page('/channels/deliveries/1');
    expect((await admin.submit('/channels/deliveries/1/replay', {})).location).toBe('/channels/deliveries/1');
    expect((await admin.open('/channels/deliveries/1')).text).toContain('is on its way to');
    expect((await admin.submit('/channels/deliveries/1/cancel', {})).status).toBe(303);
    expect((await admin.submit('/channels/deliveries/1/cancel', {})).status).toBe(303);
    const [audited] = await inside.db.query(`SELECT action FROM audit_entries WHERE action LIKE 'channels.delivery-%'`);
    expect(audited).toEqual([{ action: 'channels.delivery-ended' }]);
    expect(await page('/channels/deliveries/1')).toContain('Cancelled by admin.');
    answer = (response) => response.end('thanks');
    expect((await admin.submit('/channels/deliveries/1/replay', {})).location).toBe('/channels/deliveries/2');
    await eventually(async () =>
      expect((await all())[0]).toMatchObject({ id: 2, state: 'delivered', askedBy: 'admin' }),
    );
    expect(webhookIds).toEqual([id, id]);
    expect(await page('/channels/deliveries/1')).toContain('/channels/deliveries/2');
  });

  it('says on the log and the dashboard what was given up, and sends all of it again', async () => {
    answer = (response) => response.writeHead(410).end('gone');
    for (let n = 0; n < 3; n++) await put();
    await eventually(async () =>
      expect((await all()).map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']),
    );
    expect(await page(`/channels/deliveries?channel=${channel}`)).toContain('3 messages were given up');
    expect((await admin.get('/dashboard/cards/channels.trouble')).text).toContain(
      '3 messages were not taken by Night watch and given up.',
    );
    answer = (response) => response.end('thanks');
    const sent = await admin.submit('/channels/deliveries/send-again', { channel });
    expect(sent.location).toBe(`/channels/deliveries?channel=${channel}`);
    await eventually(async () => expect((await all()).filter(({ state }) => state === 'delivered')).toHaveLength(3));
    expect(await page(`/channels/deliveries?channel=${channel}`)).not.toContain('were given up');
  });

  it('answers programs, page by page, and sends again for them', async () => {
    for (let n = 0; n < 3; n++) await put();
    await eventually(async () => expect((await all()).filter(({ state }) => state === 'delivered')).toHaveLength(3));
    const api = async (path: string): Promise<Record<string, unknown>> =>
      JSON.parse((await admin.get(`/api/v1/channels/deliveries${path}`)).text) as Record<string, unknown>;
    await page('/channels/deliveries'); // for its token
    const first = await api('?limit=2&state=delivered&q=alice');
    expect(first).toMatchObject({
      deliveries: [{ id: 3, channel, lastAnswer: expect.stringContaining('200') }, { id: 2 }],
      next: '2',
    });
    expect(await api('?limit=2&state=delivered&cursor=2')).toMatchObject({ deliveries: [{ id: 1 }], next: null });
    expect(await api('/1')).toMatchObject({
      id: 1,
      tries: [{ n: 1, outcome: 'delivered', response: { line: expect.stringContaining('200') } }],
    });
    const replay = await admin.send('POST', '/api/v1/channels/deliveries/1/replay', {
      headers: { 'x-csrf-token': admin.csrf },
    });
    expect([replay.status, JSON.parse(replay.text)]).toEqual([202, { id: 4 }]);
    expect((await admin.get('/api/v1/channels/deliveries?state=lost')).status).toBe(400);
    expect((await admin.get('/api/v1/channels/deliveries?cursor=x')).status).toBe(400);
    expect((await admin.get('/api/v1/channels/deliveries/99')).status).toBe(404);
  });

  it('leads back from a delivery that is no more, and takes odd addresses', async () => {
    for (const path of ['/channels/deliveries/99', '/channels/deliveries/1%27--']) {
      const { status, text } = await admin.get(path);
      expect([status, text.includes('No such delivery')]).toEqual([404, true]);
    }
    expect((await admin.get('/channels/deliveries?q=a%00b')).status).not.toBe(500);
    await page('/channels/deliveries?state=lost&channel=%00&q=%25_%27');
    expect(await page('/channels/deliveries?q=nothing-like-this')).toContain('Nothing found');
  });
});

const ALERT: NewMessage = {
  type: 'alert.raised',
  at: START_MS,
  facts: { severity: 'high', ruleId: 'ssh-brute-force', alertId: 'al_7', source: 'web1' },
  body: {
    alert: {
      id: 'al_7',
      title: '14 failed logons of <script>alice',
      severity: 'high',
      count: 14,
      rule: { id: 'ssh-brute-force', name: 'Brute force', kind: 'threshold' },
    },
  },
};
