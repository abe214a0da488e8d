// The live tail over a real WebSocket, with a collector that the test plays.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { TailBatch } from '#src/portal/collector-link.js';
import { type EventPortal, logEvent, startEventPortal } from '../../test/helpers/event-portal.js';
import { START_MS } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';

describe('the live tail', () => {
  let portal: EventPortal;
  let browser: TestBrowser;
  const tails = new Map<string, (batch: TailBatch) => void>();
  beforeAll(async () => {
    portal = await startEventPortal();
    browser = await portal.setUp();
    portal.collector.push({ listeners: [] } as never);
    portal.collector.tail = (query, listener) => {
      tails.set(query, listener);
      return () => void tails.delete(query);
    };
  });
  afterAll(() => portal.close());

  const connect = (origin = portal.url): WebSocket =>
    new WebSocket(`${portal.url.replace('http', 'ws')}/live`, {
      origin,
      headers: { cookie: `lanwarden_session=${browser.cookies.get('lanwarden_session')}` },
    });

  it('sends rows of what matches, tells what was skipped, and stops when told to', async () => {
    const live = await Talk.with(connect());
    live.say('open', { id: '1', topic: 'events.tail', params: { q: 'user:root' } });
    expect(await live.heard()).toEqual({ event: 'opened', id: '1' });
    const event = logEvent(
      { 'event.id': '20261120-default-live-0-a', message: 'su: \u202eroot', 'event.severity': 4, 'user.name': 'root' },
      START_MS,
    );
    tails.get('user:root')!({ events: [event], skipped: 7, unseen: 3 });
    expect(await live.heard()).toEqual({
      event: 'data',
      id: '1',
      data: {
        skipped: 7,
        unseen: 3,
        rows: [
          {
            id: '20261120-default-live-0-a',
            href: '/events/20261120-default-live-0-a',
            time: START_MS,
            level: 4,
            host: 'web1',
            app: '',
            user: 'root',
            srcIp: '',
            message: 'su: ‹U+202E›root',
          },
        ],
      },
    });
    live.say('close', { id: '1' });
    expect(await live.heard()).toEqual({ event: 'closed', id: '1' });
    expect(tails.size).toBe(0);
    live.end();
  });

  it('answers a mistake in the query with its position', async () => {
    const live = await Talk.with(connect());
    live.say('open', { id: '1', topic: 'events.tail', params: { q: 'user:(root' } });
    expect(await live.heard()).toMatchObject({
      event: 'error',
      id: '1',
      details: { at: 10, hint: expect.stringContaining('Expected ")"') as string },
    });
    expect(tails.size).toBe(0);
    live.end();
  });

  it('says that the collector does not follow it, and why', async () => {
    const live = await Talk.with(connect());
    live.say('open', { id: '1', topic: 'events.tail', params: {} });
    await live.heard();
    tails.get('')!({ events: [], skipped: 0, refused: '200 live views are open already. Close one.' });
    expect([await live.heard(), await live.heard()]).toEqual([
      { event: 'closed', id: '1' },
      { event: 'error', id: '1', message: '200 live views are open already. Close one.' },
    ]);
    expect(tails.size).toBe(0);
    live.end();
  });

  it('tells when the collector goes and comes back', async () => {
    const live = await Talk.with(connect());
    live.say('open', { id: '1', topic: 'events.tail', params: {} });
    await live.heard();
    portal.collector.push(undefined);
    portal.collector.push({ listeners: [] } as never);
    portal.collector.push({ listeners: [] } as never);
    tails.get('')!({ events: [], skipped: 1 });
    expect([await live.heard(), await live.heard(), await live.heard()].map((message) => message['data'])).toEqual([
      { collector: false },
      { collector: true },
      { rows: [], skipped: 1 },
    ]);
    live.end();
  });

  it('refuses pages of other sites', async () => {
    const socket = connect('http://evil.example');
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.on('error', () => undefined);
    });
    expect(status).toBe(403);
  });

  it('says without script where to look instead', async () => {
    const { text } = await browser.get('/live?q=root');
    expect(text).toContain('href="/events?q=root&amp;from=-15m&amp;refresh=10"');
    expect(text).toContain('value="root"');
  });
});

/** What is said on a socket, one message after the other. */
class Talk {
  readonly #messages: Record<string, unknown>[] = [];
  #waiting: (() => void) | undefined;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.#messages.push(JSON.parse((data as Buffer).toString()) as Record<string, unknown>);
      this.#waiting?.();
    });
  }

  static async with(socket: WebSocket): Promise<Talk> {
    const talk = new Talk(socket);
    await new Promise((resolve) => socket.on('open', resolve));
    return talk;
  }

  say(event: string, data: object): void {
    this.socket.send(JSON.stringify({ event, data }));
  }

  async heard(): Promise<Record<string, unknown>> {
    while (this.#messages.length === 0) await new Promise<void>((resolve) => (this.#waiting = resolve));
    return this.#messages.shift()!;
  }

  end(): void {
    this.socket.close();
  }
}
