// Kinds over HTTP against a real server: what is sent, what its answers mean, what the log keeps, and what is never done.

import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { ownCertificate, startWebServer, tryOnce, type WebServer } from '../../../test/helpers/channel-job.js';
import type { OutboxMessage } from '#src/outbox/message.js';
import { exampleMessage } from '../template/example.js';
import { discord } from './discord.js';
import { gotify } from './gotify.js';
import { homeAssistant } from './home-assistant.js';
import { kindOf } from './kinds.js';
import { ntfy } from './ntfy.js';
import { pagerduty } from './pagerduty.js';
import { newSigningSecret } from './signature.js';
import { slack } from './slack.js';
import { telegram } from './telegram.js';
import { webhook } from './webhook.js';

let server: WebServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const signing = newSigningSecret();

describe('the webhook', () => {
  it('is signed so that the package of the standard takes it, and nothing else', async () => {
    server = await startWebServer();
    const result = await tryOnce(webhook, { settings: { url: `${server.url}/in?k=v4lue` }, secrets: { signing } });
    expect(result).toMatchObject({ outcome: 'delivered', response: { line: 'HTTP 204' } });
    const { headers, body, path, method } = server.told[0]!;
    expect([method, path, headers['content-type']]).toEqual(['POST', '/in?k=v4lue', 'application/json']);
    const verified = new Webhook(signing).verify(body, headers as Record<string, string>);
    expect(verified).toMatchObject({ type: 'alert.raised', version: 1, alert: { count: 14 } });
    expect(() => new Webhook(newSigningSecret()).verify(body, headers as Record<string, string>)).toThrow('signature');
    expect(() => new Webhook(signing).verify(`${body} `, headers as Record<string, string>)).toThrow('signature');
    expect(result.request.line).toBe(`POST ${server.url}/in?***`);
    expect(JSON.stringify(result)).not.toContain('v4lue');
  });

  it('carries two signatures while the secret is rotated', async () => {
    server = await startWebServer();
    const previousSigning = newSigningSecret();
    await tryOnce(webhook, { settings: { url: server.url }, secrets: { signing, previousSigning } });
    const { headers, body } = server.told[0]!;
    for (const secret of [signing, previousSigning])
      expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
  });

  it('sends headers of its own, which the log does not show, and a template, which is what is signed', async () => {
    server = await startWebServer((response, { headers }) =>
      response.end(`you said ${headers['x-api-key'] as string}`),
    );
    const settings = { url: server.url, template: '{"t": "{{title}}", "n": {{alert.count}}}' };
    const secrets = { signing, headers: 'X-Api-Key: s3cr3t-k3y\nX-Other: 0ther-value' };
    const result = await tryOnce(webhook, { settings, secrets });
    const { headers, body } = server.told[0]!;
    expect(headers).toMatchObject({ 'x-api-key': 's3cr3t-k3y', 'x-other': '0ther-value' });
    expect(new Webhook(signing).verify(body, headers as Record<string, string>)).toEqual({
      t: 'Many failed logons from 203.0.113.7',
      n: 14,
    });
    expect(result.response?.body).toBe('you said ***');
    expect(JSON.stringify(result)).not.toMatch(/s3cr3t|0ther-value|whsec/);
  });
});

it('an answer that repeats only a part of a secret is masked, too', async () => {
  server = await startWebServer((response) => response.end('{"token":"s3cr3t-k3y","key":"qu3ry-v4lue"}'));
  const secrets = { signing, headers: 'Authorization: Bearer s3cr3t-k3y' };
  const result = await tryOnce(webhook, { settings: { url: `${server.url}/?key=qu3ry-v4lue` }, secrets });
  expect(result.response?.body).toBe('{"token":"***","key":"***"}');
});

describe('an answer', () => {
  it.each([
    [200, {}, '', 'delivered', undefined, undefined],
    [202, {}, '', 'delivered', undefined, undefined],
    [500, {}, '', 'retry', undefined, 'answered 500'],
    [503, { 'retry-after': '120' }, '', 'retry', 120_000, 'answered 503'],
    [429, { 'retry-after': '0.5' }, '', 'retry', 500, 'Too many'],
    [429, {}, '{"retry_after": 1.5}', 'retry', 1_500, 'Too many'],
    [429, {}, '{"ok":false,"parameters":{"retry_after":7}}', 'retry', 7_000, 'Too many'],
    [429, { 'retry-after': '99999999' }, '', 'retry', 86_400_000, 'Too many'],
    [429, { 'retry-after': 'soon' }, 'null', 'retry', undefined, 'Too many'],
    [408, {}, '', 'retry', undefined, '408'],
    [400, {}, '', 'final', undefined, 'did not understand'],
    [401, {}, '', 'final', undefined, 'Check token'],
    [404, {}, '', 'final', undefined, 'make a new one'],
    [410, {}, '', 'final', undefined, 'deleted there'],
    [418, {}, '', 'final', undefined, 'see its answer'],
  ])('%i %j %s means %s', async (status, headers, body, outcome, retryAfterMs, error) => {
    server = await startWebServer((response) => response.writeHead(status, headers).end(body));
    const result = await tryOnce(webhook, { settings: { url: server.url }, secrets: { signing } });
    expect([result.outcome, result.retryAfterMs]).toEqual([outcome, retryAfterMs]);
    if (error === undefined) expect(result.error).toBeUndefined();
    else expect(result.error).toContain(error);
  });

  it('that asks to wait until a date is waited for', async () => {
    const at = new Date(Date.now() + 3_600_000).toUTCString();
    server = await startWebServer((response) => response.writeHead(503, { 'retry-after': at }).end());
    const { retryAfterMs } = await tryOnce(webhook, { settings: { url: server.url }, secrets: { signing } });
    expect(retryAfterMs).toBeGreaterThan(3_500_000);
    expect(retryAfterMs).toBeLessThanOrEqual(3_600_000);
  });

  it('that leads elsewhere is not followed', async () => {
    const elsewhere = await startWebServer();
    server = await startWebServer((response) => response.writeHead(307, { location: elsewhere.url }).end());
    const result = await tryOnce(webhook, { settings: { url: server.url }, secrets: { signing } });
    expect(result).toMatchObject({ outcome: 'final', error: expect.stringContaining('Redirects are not followed') });
    expect(result.response?.headers['location']).toBe(elsewhere.url);
    expect(elsewhere.told).toEqual([]);
    await elsewhere.close();
  });

  it('without end is read to 64 KB, and ended', async () => {
    let isClosed = false;
    server = await startWebServer((response) => {
      response.writeHead(200);
      const more = (): void => {
        if (!response.destroyed && response.write('x'.repeat(16_384))) setImmediate(more);
        else response.once('drain', more);
      };
      response.once('close', () => (isClosed = true));
      more();
    });
    const result = await tryOnce(webhook, { settings: { url: server.url }, secrets: { signing } });
    expect(result.outcome).toBe('delivered');
    expect(result.response?.body.length).toBe(16_384);
    await expect.poll(() => isClosed).toBe(true);
  });

  it.each([
    ['never comes', () => undefined, { outcome: 'retry', error: expect.stringContaining('did not answer in time') }],
    // Its status came: the message is there.
    [
      'never ends',
      (response: ServerResponse) => response.write('slow'),
      { outcome: 'delivered', response: { body: 'slow […]' } },
    ],
  ])('that %s ends with the time that a try has', async (_what, answer, expected) => {
    server = await startWebServer(answer);
    const result = await tryOnce(webhook, { settings: { url: server.url }, secrets: { signing }, timeoutMs: 300 });
    expect(result).toMatchObject(expected);
  });

  it('that never comes is given up at once when the program stops', async () => {
    const stop = new AbortController();
    server = await startWebServer(() => stop.abort());
    const result = await tryOnce(webhook, { settings: { url: server.url }, secrets: { signing }, signal: stop.signal });
    expect(result.outcome).toBe('retry');
  });
});

describe('a target', () => {
  it('that nobody listens at is tried again', async () => {
    const gone = await startWebServer();
    await gone.close();
    const result = await tryOnce(webhook, { settings: { url: gone.url }, secrets: { signing } });
    expect(result).toMatchObject({ outcome: 'retry', error: expect.stringContaining('refused the connection') });
    expect(result.response).toBeUndefined();
  });

  it.each(['localhost', '127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', '0x7f000001', '127.1', 'LOCALHOST'])(
    'that is this machine as %s is refused by default, and not connected to',
    async (host) => {
      server = await startWebServer();
      const settings = { url: `http://${host}:${server.port}/` };
      const result = await tryOnce(webhook, { settings, secrets: { signing }, rules: { loopback: false } });
      expect(result).toMatchObject({ outcome: 'final', error: expect.stringContaining('this machine itself') });
      expect(server.told).toEqual([]);
    },
  );

  it('that is a metadata service is refused, whatever is allowed', async () => {
    const result = await tryOnce(webhook, {
      settings: { url: 'http://169.254.169.254/latest/meta-data' },
      secrets: { signing },
      rules: { loopback: true, private: true, allow: ['0.0.0.0/0'] },
    });
    expect(result).toMatchObject({
      outcome: 'final',
      error: 'Not sent: 169.254.169.254 is the metadata service of a cloud.',
    });
  });

  it('whose name nobody knows says so', async () => {
    const result = await tryOnce(webhook, { settings: { url: 'http://no-such-host.invalid/' }, secrets: { signing } });
    expect(result).toMatchObject({
      outcome: 'retry',
      error: expect.stringMatching(/was not found|DNS does not answer/),
    });
  });
});

describe('over TLS', () => {
  it('a certificate that nobody knows is refused, and taken with its authority', async () => {
    const { cert, key } = ownCertificate();
    const tls = createServer({ cert, key }, (request, response) => {
      request.resume();
      response.end('ok');
    });
    await new Promise<void>((done) => tls.listen(0, '127.0.0.1', done));
    const settings = { url: `https://localhost:${(tls.address() as AddressInfo).port}/` };
    try {
      const refused = await tryOnce(webhook, { settings, secrets: { signing } });
      expect(refused).toMatchObject({ outcome: 'retry', error: expect.stringContaining('is not trusted') });
      const taken = await tryOnce(webhook, { settings: { ...settings, ca: cert }, secrets: { signing } });
      expect(taken.outcome).toBe('delivered');
    } finally {
      tls.closeAllConnections();
      tls.close();
    }
  });
});

describe('each kind', () => {
  const cases = [
    ['slack', slack, (url: string) => ({ secrets: { url: `${url}/services/T0/B0/s3cr3t` } }), '/services/T0/B0/s3cr3t'],
    [
      'teams',
      kindOf('teams')!,
      (url: string) => ({ secrets: { url: `${url}/wf/s3cr3t?sig=abcd` } }),
      '/wf/s3cr3t?sig=abcd',
    ],
    [
      'discord',
      discord,
      (url: string) => ({ secrets: { url: `${url}/api/webhooks/1/s3cr3t` } }),
      '/api/webhooks/1/s3cr3t',
    ],
    [
      'ntfy',
      ntfy,
      (url: string) => ({ settings: { server: url, topic: 'lab' }, secrets: { token: 'tk_s3cr3t' } }),
      '/',
    ],
    [
      'gotify',
      gotify,
      (url: string) => ({ settings: { server: `${url}/g` }, secrets: { token: 'As3cr3t' } }),
      '/g/message',
    ],
    [
      'telegram',
      telegram,
      (url: string) => ({ settings: { server: url, chat: '-1' }, secrets: { token: '123456:AAs3cr3tAAAAA' } }),
      '/bot123456:AAs3cr3tAAAAA/sendMessage',
    ],
    [
      'pagerduty',
      pagerduty,
      (url: string) => ({ settings: { server: url }, secrets: { routingKey: `s3cr3t${'0'.repeat(26)}` } }),
      '/v2/enqueue',
    ],
    [
      'home-assistant',
      homeAssistant,
      (url: string) => ({ secrets: { url: `${url}/api/webhook/s3cr3t` } }),
      '/api/webhook/s3cr3t',
    ],
  ] as const;

  it('PagerDuty resolves what a digest says is over, one after the other, and a later try goes on where it took no more', async () => {
    let answers = 0;
    server = await startWebServer((response) => {
      response.statusCode = ++answers === 2 ? 503 : 202;
      response.end();
    });
    const message = (...over: string[]): OutboxMessage => ({
      ...exampleMessage(0),
      type: 'digest',
      body: { digest: { over, isOver: true } },
    });
    const job = { settings: { server: server.url }, secrets: { routingKey: `s3cr3t${'0'.repeat(26)}` } };
    expect(await tryOnce(pagerduty, { ...job, message: message('al_1', 'al_2', 'al_3') })).toMatchObject({
      outcome: 'retry',
    });
    expect(server.told).toHaveLength(2);
    expect(await tryOnce(pagerduty, { ...job, message: message('al_1', 'al_2', 'al_3') })).toMatchObject({
      outcome: 'delivered',
    });
    expect(await tryOnce(pagerduty, { ...job, message: message() })).toMatchObject({ outcome: 'delivered', request: { line: expect.stringContaining('not sent') as unknown } }); // prettier-ignore
    const told = server.told.map(({ body }) => JSON.parse(body) as { event_action: string; dedup_key: string });
    expect(told.map((event) => `${event.event_action} ${event.dedup_key.slice(-4)}`)).toEqual(
      ['al_1', 'al_2', 'al_2', 'al_3'].map((id) => `resolve ${id}`),
    );
  });

  it.each(cases)('%s reaches its place, and the log holds none of its secrets', async (_id, kind, set, path) => {
    server = await startWebServer((response, { path: asked, body, headers }) =>
      response.end(`echo ${asked} ${JSON.stringify(headers)} ${body}`),
    );
    const result = await tryOnce(kind, set(server.url));
    expect(result.outcome).toBe('delivered');
    expect(server.told[0]).toMatchObject({ method: 'POST', path });
    expect(JSON.parse(server.told[0]!.body)).toBeTypeOf('object');
    expect(JSON.stringify(result)).not.toContain('s3cr3t');
    expect(JSON.stringify(result)).not.toContain('sig=abcd');
    expect(result.request.line).toContain('POST http://127.0.0.1');
  });
});
