// The live gateway over a real WebSocket: who gets in, what topics say, what ends.

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { sample } from '../../../test/fixtures/modules/sample/index.js';
import { FIXTURE_MODULES, PASSWORD, startPortal, type TestPortal } from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';

describe('live', () => {
  let portal: TestPortal;
  let admin: TestBrowser;
  let viewer: TestBrowser;
  beforeAll(async () => {
    portal = await startPortal({ modules: [sample], moduleDirs: [FIXTURE_MODULES] });
    admin = await portal.setUp();
    await admin.open('/users');
    await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
    viewer = portal.browser();
    await viewer.logIn('vera', PASSWORD);
  });
  afterAll(() => portal.close());

  const connect = (browser: TestBrowser, origin = portal.url): WebSocket => connectTo(portal, browser, origin);

  it('refuses other sites and people without a session at the upgrade', async () => {
    expect(await refusal(connect(admin, 'http://evil.example'))).toBe(403);
    expect(await refusal(connect(portal.browser()))).toBe(401);
  });

  it('opens a topic, sends its data, and ends it', async () => {
    const socket = connect(admin);
    const answers = collect(socket, 3);
    socket.on('open', () => say(socket, 'open', { id: '1', topic: 'sample.feed', params: { q: 'sshd' } }));
    socket.on('message', (data) => String(data).includes('opened') && say(socket, 'close', { id: '1' }));
    expect(await answers).toEqual([
      { event: 'data', id: '1', data: { hello: 'sshd' } },
      { event: 'opened', id: '1' },
      { event: 'closed', id: '1' },
    ]);
    expect(portal.logged.join('')).toContain('sample topic closed');
    socket.close();
  });

  it('tells a fault with its details, an unknown topic, and a topic of a higher role', async () => {
    const socket = connect(viewer);
    const answers = collect(socket, 3);
    socket.on('open', () => {
      say(socket, 'open', { id: '1', topic: 'sample.feed', params: { q: 'bad' } });
      say(socket, 'open', { id: '2', topic: 'nothing' });
      say(socket, 'open', { id: '3', topic: 'sample.secret' });
    });
    const byId = new Map((await answers).map((answer) => [answer['id'], answer]));
    expect(byId.get('1')).toMatchObject({ event: 'error', message: 'Expected a value', details: { at: 3 } });
    expect(byId.get('2')).toMatchObject({ event: 'error', message: 'There is no topic nothing.' });
    expect(byId.get('3')).toMatchObject({ event: 'error', message: 'Your role may not follow this.' });
    socket.close();
  });

  it('asks who somebody is now, not at the upgrade, when a topic is opened', async () => {
    await admin.submit('/users', { name: 'ana', password: PASSWORD, role: 'admin' });
    const ana = portal.browser();
    await ana.logIn('ana', PASSWORD);
    const socket = connect(ana);
    const before = collect(socket, 2);
    socket.on('open', () => say(socket, 'open', { id: '1', topic: 'sample.secret' }));
    expect((await before)[1]).toMatchObject({ event: 'opened', id: '1' });
    await changeAccount(admin, 'ana', { role: 'viewer' });
    const after = collect(socket, 1);
    say(socket, 'open', { id: '2', topic: 'sample.secret' });
    expect((await after)[0]).toMatchObject({ event: 'error', id: '2', message: 'Your role may not follow this.' });
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    await changeAccount(admin, 'ana', { disabled: 'true' });
    say(socket, 'open', { id: '3', topic: 'sample.feed' });
    expect(await closed).toBe(1008);
  });

  it('survives nonsense and cuts off what is too long', async () => {
    const socket = connect(admin);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    const answers = collect(socket, 1);
    socket.on('open', () => {
      socket.send('{not json');
      say(socket, 'open', { id: 5 });
      say(socket, 'open', { id: '9', topic: 'nothing' });
    });
    expect((await answers)[0]).toMatchObject({ id: '9' });
    socket.send('x'.repeat(10_000));
    expect(await closed).toBe(1009);
    expect(portal.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
    expect(portal.logged.join('')).toContain('live connection ended: Max payload size exceeded');
  });

  it('lets ten pages of one person in and not the eleventh, whatever the number of their sessions', async () => {
    const again = portal.browser();
    await again.logIn('vera', PASSWORD);
    const sockets = Array.from({ length: 10 }, (_, n) => connect(n % 2 === 0 ? viewer : again));
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.on('open', resolve))));
    const codes = [viewer, again].map((browser) => new Promise((resolve) => connect(browser).on('close', resolve)));
    expect(await Promise.all(codes)).toEqual([1013, 1013]);
    for (const socket of sockets) socket.close();
  });
});

describe('a live connection that stays open', () => {
  let portal: TestPortal;
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    portal = await startPortal({ modules: [sample], moduleDirs: [FIXTURE_MODULES] });
  });
  afterAll(async () => {
    vi.useRealTimers();
    await portal.close();
  });

  it('ends at the next check when its account is switched off or has another role, and else stays', async () => {
    const admin = await portal.setUp();
    const connected = async (name: string): Promise<WebSocket> => {
      await admin.open('/users');
      await admin.submit('/users', { name, password: PASSWORD, role: 'analyst' });
      const browser = portal.browser();
      await browser.logIn(name, PASSWORD);
      const socket = connectTo(portal, browser);
      await new Promise((resolve) => socket.on('open', resolve));
      return socket;
    };
    const [off, narrower, same] = [await connected('off'), await connected('narrower'), await connected('same')];
    const codes = [off, narrower].map((socket) => new Promise<number>((resolve) => socket.on('close', resolve)));
    const pinged = new Promise((resolve) => same.on('ping', resolve));
    await changeAccount(admin, 'off', { disabled: 'true' });
    await changeAccount(admin, 'narrower', { role: 'viewer' });
    vi.advanceTimersByTime(30_000);
    expect(await Promise.all(codes)).toEqual([1008, 1012]);
    await pinged;
    expect(same.readyState).toBe(WebSocket.OPEN);
    same.close();
  });

  it('goes on without the topics of a module that was switched off', async () => {
    const browser = portal.browser();
    await browser.logIn('admin', PASSWORD);
    const socket = connectTo(portal, browser);
    const got: { event: string }[] = [];
    const told = (event: string): Promise<void> =>
      new Promise((resolve) =>
        socket.on('message', (data: Buffer) => {
          got.push(JSON.parse(data.toString()) as { event: string });
          if (got.at(-1)!.event === event) resolve();
        }),
      );
    await new Promise((resolve) => socket.on('open', resolve));
    const opened = told('opened');
    socket.send(JSON.stringify({ event: 'open', data: { id: '1', topic: 'sample.feed' } }));
    await opened;
    socket.removeAllListeners('message');
    got.length = 0;
    const ended = told('error');
    await portal.liveConfig.change({ 'plugins.off': ['sample'] }, 'admin');
    vi.advanceTimersByTime(30_000);
    await ended;
    expect(got).toMatchObject([{ event: 'closed' }, { event: 'error', message: 'An admin switched this off.' }]);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.close();
  });
});

async function changeAccount(admin: TestBrowser, name: string, change: Record<string, string>): Promise<void> {
  const { text } = await admin.open('/users');
  const paths = [...new Set([...text.matchAll(/href="(\/users\/\d+)"/g)].map(([, href]) => href!))];
  for (const path of paths) {
    const page = await admin.get(path);
    if (page.text.includes(`>${name}</h1>`)) return void expect((await admin.submit(path, change)).status).toBe(303);
  }
  throw new Error(`no account ${name}`);
}

function connectTo(portal: TestPortal, browser: TestBrowser, origin = portal.url): WebSocket {
  return new WebSocket(`${portal.url.replace('http', 'ws')}/live`, {
    origin,
    headers: { cookie: `lanwarden_session=${browser.cookies.get('lanwarden_session') ?? ''}` },
  });
}

function say(socket: WebSocket, event: string, data: object): void {
  socket.send(JSON.stringify({ event, data }));
}

function collect(socket: WebSocket, count: number): Promise<Record<string, unknown>[]> {
  const answers: Record<string, unknown>[] = [];
  return new Promise((resolve) => {
    socket.on('message', (data) => {
      answers.push(JSON.parse((data as Buffer).toString()) as Record<string, unknown>);
      if (answers.length === count) resolve(answers);
    });
  });
}

function refusal(socket: WebSocket): Promise<number | undefined> {
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.on('open', () => resolve(undefined));
    socket.on('error', () => undefined);
  });
}
