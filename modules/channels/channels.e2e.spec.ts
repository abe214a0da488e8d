// Channels through real HTTP: making, testing, changing and deleting them, as people and as programs do.

import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { startWebServer, type WebServer } from '../../test/helpers/channel-job.js';
import { databaseText } from '../../test/helpers/database-text.js';
import { PASSWORD, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { Answer, TestBrowser } from '../../test/helpers/test-browser.js';
import audit from '../audit/index.js';
import channels from './index.js';

let portal: TestPortal;
let admin: TestBrowser;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  portal = await startPortal({ modules: [channels, audit], config: { channels: { targets: { loopback: true } } } });
  admin = await portal.setUp();
  const accounts = await openAccounts(portal.config);
  for (const role of ['admin', 'analyst', 'viewer'] as const)
    tokens[role] = (await accounts.tokens.create({ name: role, role, createdBy: 'test' })).secret;
  await accounts.accounts.add('ann', PASSWORD, 'analyst');
  await accounts.close();
});
afterAll(() => portal.close());

let server: WebServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const ROUTING = {
  'routing.minSeverity': 'high',
  'routing.budgetPerHour': '5',
  'routing.types': 'raised',
  'quiet.from': '22',
  'quiet.until': '7',
  'quiet.exceptCritical': 'on',
  enabled: 'on',
};

/** Makes one over the form; answers with its address. */
async function make(kind: string, fields: Record<string, string>): Promise<string> {
  await admin.get(`/channels/new/${kind}`);
  const answer = await admin.submit(`/channels/new/${kind}`, { ...ROUTING, ...fields });
  expect([answer.status, answer.text]).toEqual([303, '']);
  return answer.location!;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  role = 'admin',
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${portal.url}/api/v1/channels${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokens[role]}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

describe('the pages', () => {
  it('refuse a name that breaks a line or turns the text around', async () => {
    await admin.get('/channels/new/webhook');
    for (const name of ['two\u2028lines', 'invoice\u202Efdp.exe', 'a\u2066b']) {
      const fields = { name, 'settings.url': 'https://hook.example.org/' };
      const { status, text } = await admin.submit('/channels/new/webhook', { ...ROUTING, ...fields });
      expect([name, status, text.includes('control character')]).toEqual([name, 422, true]);
    }
  });

  it('lead a newcomer from nothing to a kind and its form', async () => {
    const empty = await admin.get('/channels');
    expect(empty.text).toContain('Nobody is told of alerts yet');
    expect(empty.text).toContain('href="/channels/new"');
    const kinds = await admin.get('/channels/new');
    for (const kind of [
      'ntfy',
      'email',
      'telegram',
      'gotify',
      'home-assistant',
      'slack',
      'teams',
      'discord',
      'pagerduty',
      'webhook',
      'syslog',
    ]) {
      expect(kinds.text).toContain(`href="/channels/new/${kind}"`);
      const form = await admin.get(`/channels/new/${kind}`);
      expect([kind, form.status]).toEqual([kind, 200]);
      expect(form.text).toContain('How to');
    }
    expect((await admin.get('/channels/new/fax')).status).toBe(404);
  });

  it('make a channel, test it, and show what the other side said', async () => {
    server = await startWebServer((response) => response.end('{"id":"abc"}'));
    const path = await make('ntfy', {
      name: 'my phone',
      'settings.server': server.url,
      'settings.topic': 'lab',
      'secrets.token': 'tk_s3cr3t',
    });
    expect(path).toMatch(/^\/channels\/my-phone-[0-9a-f]{6}$/);
    const page = await admin.get(path);
    expect(page.text).toContain(
      'High and above, all rules; without closed ones and silent sources; quiet 22:00 to 07:00 but for critical ones; at most 5 an hour',
    );
    expect(page.text).toContain('unencrypted');

    const tested = await admin.submit(`${path}/test`, {});
    expect([tested.status, tested.location]).toEqual([303, expect.stringMatching(/\?test=\d+#test$/)]);
    expect(server.told).toHaveLength(1);
    expect(server.told[0]).toMatchObject({ path: '/', headers: { authorization: 'Bearer tk_s3cr3t' } });
    expect(JSON.parse(server.told[0]!.body)).toMatchObject({ topic: 'lab', title: 'A test from Lanwarden' });
    const result = await admin.get(tested.location!);
    expect(result.text).toContain('The test was delivered');
    expect(result.text).toContain('{&#34;id&#34;:&#34;abc&#34;}');
    expect((await admin.get('/channels')).text).toContain('delivered');
    for (const each of [
      result,
      await admin.get(`${path}/edit`),
      await admin.get('/channels'),
      await admin.get('/channels/deliveries'),
    ])
      expect(each.text).not.toContain('s3cr3t');
  });

  it('say why a test did not arrive, and do not try it again', async () => {
    server = await startWebServer((response) => response.writeHead(500).end('<script>alert(1)</script>'));
    const path = await make('gotify', { name: 'gotify', 'settings.server': server.url, 'secrets.token': 'Atoken' });
    const result = await admin.get((await admin.submit(`${path}/test`, {})).location!);
    expect(result.text).toContain('The test did not arrive');
    expect(result.text).toContain('The other side answered 500');
    expect(result.text).toContain('&lt;script&gt;');
    expect(result.text).not.toContain('<script>alert');
    const log = await admin.get(`/channels/deliveries?channel=${path.split('/')[2]}`);
    expect(log.text).toMatch(/<\/svg>given up<\/span>/);
    const delivery = await admin.get(/\/channels\/deliveries\/\d+/.exec(log.text)![0]);
    expect(delivery.text).toContain('Try 1: failed</span>');
    expect(delivery.text).toContain('It could not be brought out and is not tried again by itself.');
    portal.clock.advance(3_600_000);
    await admin.get('/channels');
    expect(server.told).toHaveLength(1);
  });

  it('show a webhook’s signing secret once; it signs, and can be renewed while the old one goes on', async () => {
    server = await startWebServer();
    await admin.get('/channels/new/webhook');
    const made = await admin.submit('/channels/new/webhook', { ...ROUTING, name: 'robot', 'settings.url': server.url });
    const first = secretIn(made);
    const path = /href="(\/channels\/robot-[0-9a-f]{6})"/.exec(made.text)![1]!;
    expect((await admin.get(path)).text).not.toContain(first);
    await admin.submit(`${path}/test`, {});
    const second = secretIn(await admin.submit(`${path}/rotate`, {}));
    expect(second).not.toBe(first);
    await admin.submit(`${path}/test`, {});
    portal.clock.advance(25 * 3_600_000);
    await admin.logIn('admin', PASSWORD);
    await admin.get(path);
    await admin.submit(`${path}/test`, {});
    expect(server.told.map(({ headers }) => signers(headers['webhook-signature'] as string))).toEqual([1, 2, 1]);
    const { headers, body } = server.told[2]!;
    const sign = (secret: string): string =>
      new Webhook(secret).sign(
        headers['webhook-id'] as string,
        new Date(Number(headers['webhook-timestamp']) * 1_000),
        body,
      );
    expect(headers['webhook-signature']).toBe(sign(second));
    expect(JSON.parse(body)).toMatchObject({ type: 'test', version: 1, test: { channel: 'robot', by: 'admin' } });
  });

  it('keep a secret that is left empty, replace one that is typed, and take one away', async () => {
    server = await startWebServer();
    const fields = { 'settings.server': server.url, 'settings.topic': 'keep' };
    const path = await make('ntfy', { name: 'keeper', ...fields, 'secrets.token': 'tk_old' });
    const save = async (more: Record<string, string>): Promise<string | undefined> => {
      const form = await admin.get(`${path}/edit`);
      const version = /name="version" value="(\d+)"/.exec(form.text)![1]!;
      const saved = await admin.submit(path, { ...ROUTING, name: 'keeper', ...fields, version, ...more });
      expect([saved.status, saved.location]).toEqual([303, path]);
      await admin.submit(`${path}/test`, {});
      return server!.told.at(-1)!.headers.authorization;
    };
    expect(await save({})).toBe('Bearer tk_old');
    expect(await save({ 'secrets.token': 'tk_new' })).toBe('Bearer tk_new');
    expect(await save({ remove: 'token' })).toBeUndefined();
  });

  it('keep what was typed when something is wrong, and say so at the fields', async () => {
    await admin.get('/channels/new/email');
    const answer = await admin.submit('/channels/new/email', {
      ...ROUTING,
      name: '',
      'settings.host': 'http://x',
      'settings.port': 'many',
      'settings.security': 'tls',
      'settings.from': 'me',
      'settings.to': 'ann@example.org\nbob',
      'routing.budgetPerHour': '-1',
      'quiet.from': '22',
      'quiet.until': '',
    });
    expect(answer.status).toBe(422);
    for (const said of [
      'Is missing.',
      'Expected a host name',
      'Expected a number',
      'expected one address',
      'Choose both from and until: each an hour from 0 to 23.',
    ])
      expect(answer.text.toLowerCase()).toContain(said.toLowerCase());
    expect(answer.text).toContain('value="http://x"');
    expect(answer.text).toContain('ann@example.org\nbob');
    expect(answer.text).toContain('href="#field-settings-host"');
    expect((await call('GET', '')).body['channels']).not.toContainEqual(expect.objectContaining({ kind: 'email' }));
  });

  it('say of quiet hours without an end, and of such that cover all times, what is wrong', async () => {
    await admin.get('/channels/new/ntfy');
    const fields = { ...ROUTING, name: 'never', 'settings.server': 'https://ntfy.sh', 'settings.topic': 'a' };
    const whole = await admin.submit('/channels/new/ntfy', { ...fields, 'quiet.from': '7', 'quiet.until': '7' });
    expect([whole.status, whole.text.includes('It is always quiet while messages are told here')]).toEqual([422, true]);
    const active = { 'active.from': '8', 'active.until': '18', 'quiet.from': '8', 'quiet.until': '18' };
    const never = await admin.submit('/channels/new/ntfy', { ...fields, ...active });
    expect([never.status, never.text.includes('It is always quiet while messages are told here')]).toEqual([422, true]);
  });

  it('ask for a kept secret again when the address becomes another', async () => {
    const fields = { name: 'moved', 'settings.server': 'https://ntfy.sh', 'settings.topic': 'a' };
    const path = await make('ntfy', { ...fields, 'secrets.token': 'tk_k3pt' });
    await admin.get(`${path}/edit`);
    const moved = { ...ROUTING, ...fields, 'settings.server': 'https://evil.example', version: '1' };
    const answer = await admin.submit(path, moved);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(
      'Enter it again, or take it away: the one that is kept was given for https://ntfy.sh',
    );
    expect((await admin.submit(path, { ...moved, 'secrets.token': 'tk_k3pt' })).status).toBe(303);
  });

  it('preview a template against an alert, without saving', async () => {
    await admin.get('/channels/new/webhook');
    const shown = await admin.submit('/channels/new/webhook/preview', {
      ...ROUTING,
      name: 'x',
      'settings.template': '{"t": "{{title}}", "n": {{alert.count}}}',
    });
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('a made-up alert');
    expect(shown.text).toContain('&#34;t&#34;: &#34;Many failed logons from 203.0.113.7&#34;');
    const wrong = await admin.submit('/channels/new/webhook/preview', {
      ...ROUTING,
      name: 'x',
      'settings.template': '{"t": "{{titel}}"}',
    });
    expect(wrong.text).toContain('did you mean {{title}}?');
    const saved = await admin.submit('/channels/new/webhook', {
      ...ROUTING,
      name: 'x',
      'settings.url': 'https://x.example',
      'settings.template': '{"t": }',
    });
    expect(saved.status).toBe(422);
    expect(saved.text).toContain('Line 1, column 7');
  });

  it('tell who saves second that somebody was faster', async () => {
    const path = await make('ntfy', { name: 'twice', 'settings.server': 'https://ntfy.sh', 'settings.topic': 'a' });
    const fields = { ...ROUTING, name: 'twice', 'settings.server': 'https://ntfy.sh', version: '1' };
    await admin.get(`${path}/edit`);
    expect((await admin.submit(path, { ...fields, 'settings.topic': 'b' })).status).toBe(303);
    const late = await admin.submit(path, { ...fields, 'settings.topic': 'c' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('admin changed this channel');
    expect(late.text).toContain('value="c"');
  });

  it('tell them also when they looked at a preview before', async () => {
    const path = await make('ntfy', {
      name: 'twice seen',
      'settings.server': 'https://ntfy.sh',
      'settings.topic': 'a',
    });
    const fields = {
      ...ROUTING,
      name: 'twice seen',
      'settings.server': 'https://ntfy.sh',
      'settings.topic': 'b',
      version: '1',
    };
    await admin.get(`${path}/edit`);
    expect((await admin.submit(path, fields)).status).toBe(303);
    const preview = await admin.submit(`${path}/preview`, fields);
    expect(preview.text).toContain('name="version" value="1"');
    expect((await admin.submit(path, { ...fields, name: '' })).status).toBe(409);
  });

  it('switch off, delete after asking, and lead back from what is gone', async () => {
    const path = await make('ntfy', { name: 'short', 'settings.server': 'https://ntfy.sh', 'settings.topic': 'a' });
    await admin.submit(`${path}/switch`, { to: 'off' });
    expect((await admin.get(path)).text).toContain('It is off');
    expect((await admin.get(path)).text).toContain('its address and secrets are gone');
    expect((await admin.submit(`${path}/delete`, {})).location).toBe('/channels');
    const gone = await admin.get(path);
    expect(gone.status).toBe(404);
    expect(gone.text).toContain('href="/channels"');
    expect((await admin.get(`${path}/edit`)).status).toBe(404);
  });

  it('let an analyst look, and change nothing', async () => {
    const ann = portal.browser();
    await ann.logIn('ann', PASSWORD);
    const list = await ann.get('/channels');
    expect(list.status).toBe(200);
    expect(list.text).not.toContain('/channels/new"');
    expect((await ann.get('/channels/new')).status).toBe(403);
    expect((await ann.submit('/channels/new/ntfy', { name: 'x' })).status).toBe(403);
  });

  it('leave no secret in the audit log, nor readable in the database', async () => {
    const bytes = await databaseText(portal.config);
    expect([bytes.includes('A test from Lanwarden'), bytes.includes('my phone')]).toEqual([true, true]);
    expect(bytes).not.toMatch(/s3cr3t|tk_old|tk_new|whsec_/);
    const text = (await admin.get('/audit')).text;
    expect(text).toContain('my phone');
    expect(text).not.toMatch(/s3cr3t|tk_|whsec_/);
  });
});

describe('a lost key', () => {
  it('is said on the page and in the log, and entering the secrets anew is the way out', async () => {
    server = await startWebServer();
    const lost = await startPortal({ modules: [channels], config: { channels: { targets: { loopback: true } } } });
    try {
      const browser = await lost.setUp();
      await browser.get('/channels/new/webhook');
      const made = await browser.submit('/channels/new/webhook', {
        ...ROUTING,
        name: 'robot',
        'settings.url': server.url,
      });
      const path = /href="(\/channels\/robot-[0-9a-f]{6})"/.exec(made.text)![1]!;
      const db = await openMetadata(lost.config);
      await db.query("UPDATE channels SET secrets = replace(secrets, 'v1.', 'v1.AAAA')");
      await db.close();
      expect((await browser.get(path)).text).toContain('Nothing can be sent');
      const result = await browser.get((await browser.submit(`${path}/test`, {})).location!);
      expect(result.text).toContain('does not open');
      expect(secretIn(await browser.submit(`${path}/rotate`, {}))).toMatch(/^whsec_/);
      expect((await browser.get((await browser.submit(`${path}/test`, {})).location!)).text).toContain('was delivered');
    } finally {
      await lost.close();
    }
  });
});

const MAIL = {
  host: 'a.example',
  port: 587,
  security: 'starttls',
  user: 'me',
  from: 'a@a.example',
  to: ['b@a.example'],
};

describe('the API', () => {
  it('makes, shows, changes, tests and deletes; secrets go in alone', async () => {
    server = await startWebServer();
    const made = await call('POST', '', {
      name: 'api',
      kind: 'webhook',
      settings: { url: server.url },
      secrets: { headers: 'X-Key: s3cr3t-api' },
      routing: { minSeverity: 'critical' },
    });
    expect(made).toMatchObject({
      status: 201,
      body: { version: 1, secrets: ['headers', 'signing'], routing: { minSeverity: 'critical', budgetPerHour: 20 } },
    });
    expect(made.body['signingSecret']).toMatch(/^whsec_/);
    const path = `/${made.body['id'] as string}`;
    const changed = await call('PATCH', path, {
      version: 1,
      name: 'api 2',
      routing: { rules: ['a'] },
      secrets: { headers: null },
    });
    expect(changed).toMatchObject({
      status: 200,
      body: {
        version: 2,
        name: 'api 2',
        secrets: ['signing'],
        settings: { url: server.url },
        routing: { rules: ['a'], minSeverity: 'critical' },
      },
    });
    expect((await call('GET', path)).body).toEqual(changed.body);
    expect(await call('POST', `${path}/test`)).toMatchObject({
      status: 200,
      body: { state: 'delivered', error: null },
    });
    expect(await call('PATCH', path, { version: 1, name: 'late' })).toMatchObject({
      status: 409,
      body: { theirs: { version: 2 } },
    });
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    expect(JSON.stringify([changed.body, (await call('GET', '')).body])).not.toMatch(/s3cr3t|whsec_/);
  });

  it.each([
    ['no kind', { name: 'x' }, ['kind']],
    ['an unknown kind', { name: 'x', kind: 'fax' }, ['kind']],
    [
      'an unknown setting',
      { name: 'x', kind: 'ntfy', settings: { server: 'https://n', topic: 't', topik: 1 } },
      ['settings.topik'],
    ],
    [
      'a secret among the settings',
      { name: 'x', kind: 'slack', settings: { url: 'https://hooks' } },
      ['secrets.url', 'settings.url'],
    ],
    [
      'an address with a password',
      { name: 'x', kind: 'webhook', settings: { url: 'https://u:p@x.example' } },
      ['settings.url'],
    ],
    ['another protocol', { name: 'x', kind: 'webhook', settings: { url: 'file:///etc/passwd' } }, ['settings.url']],
    [
      'a header of ours',
      { name: 'x', kind: 'webhook', settings: { url: 'https://x' }, secrets: { headers: 'Host: y' } },
      ['secrets.headers'],
    ],
    [
      'a header with a line end in it',
      { name: 'x', kind: 'webhook', settings: { url: 'https://x' }, secrets: { headers: 'X: a\rY: b' } },
      ['secrets.headers'],
    ],
    [
      'a short signing secret',
      { name: 'x', kind: 'webhook', settings: { url: 'https://x' }, secrets: { signing: 'whsec_YWJj' } },
      ['secrets.signing'],
    ],
    [
      'a certificate that is none',
      { name: 'x', kind: 'ntfy', settings: { server: 'https://n', topic: 't', ca: 'x' } },
      ['settings.ca'],
    ],
    [
      'impossible routing',
      {
        name: 'x',
        kind: 'ntfy',
        settings: { server: 'https://n', topic: 't' },
        routing: { budgetPerHour: -1, minSeverity: 'bad' },
      },
      ['routing.minSeverity', 'routing.budgetPerHour'],
    ],
    ['nothing', {}, ['name', 'kind']],
  ])('refuses %s and says where', async (_what, body, paths) => {
    const answer = await call('POST', '', body);
    expect(answer.status).toBe(400);
    expect((answer.body['problems'] as { path: string }[]).map(({ path }) => path).toSorted()).toEqual(
      [...paths].toSorted(),
    );
  });

  it.each([
    ['webhook', { url: 'https://a.example/in' }, { headers: 'X: k3pt' }, { url: 'https://b.example/in' }, 'headers'],
    ['webhook', { url: 'https://a.example' }, { headers: 'X: k3pt' }, { url: 'http://a.example' }, 'headers'],
    ['webhook', { url: 'https://a.example' }, { headers: 'X: k3pt' }, { url: 'https://a.example:8443' }, 'headers'],
    [
      'ntfy',
      { server: 'https://a.example', topic: 't' },
      { token: 'tk_k3pt' },
      { server: 'https://b.example' },
      'token',
    ],
    ['gotify', { server: 'https://a.example' }, { token: 'k3pt' }, { server: 'https://b.example' }, 'token'],
    [
      'telegram',
      { server: 'https://a.example', chat: '1' },
      { token: '123:k3ptk3ptk3pt' },
      { server: 'https://b.example' },
      'token',
    ],
    [
      'pagerduty',
      { server: 'https://a.example' },
      { routingKey: 'k'.repeat(32) },
      { server: 'https://b.example' },
      'routingKey',
    ],
    ['email', MAIL, { password: 'k3pt' }, { host: 'b.example' }, 'password'],
    ['email', MAIL, { password: 'k3pt' }, { security: 'none' }, 'password'],
    ['email', { ...MAIL, security: 'none' }, { password: 'k3pt' }, { port: 2525 }, 'password'],
  ])('keeps a secret of %s (%j) for the place it was given for', async (kind, settings, secrets, change, name) => {
    const made = await call('POST', '', { name: `moved ${kind} ${JSON.stringify(change)}`, kind, settings, secrets });
    expect([made.status, made.body['detail']]).toEqual([201, undefined]);
    const path = `/${made.body['id'] as string}`;
    const moved = await call('PATCH', path, { version: 1, settings: change });
    expect(moved).toMatchObject({ status: 400, body: { problems: [{ path: `secrets.${name}` }] } });
    expect((await call('GET', path)).body).toMatchObject({ version: 1, settings });
    expect(await call('PATCH', path, { version: 1, settings: change, secrets })).toMatchObject({
      status: 200,
      body: { settings: change },
    });
  });

  it('lets a kept secret be taken away, or the address change where it goes to the same place', async () => {
    const settings = { url: 'https://a.example/in?k=1', template: '{}' };
    const made = await call('POST', '', { name: 'stays', kind: 'webhook', settings, secrets: { headers: 'X: k3pt' } });
    const path = `/${made.body['id'] as string}`;
    expect(await call('PATCH', path, { version: 1, settings: { url: 'https://A.example:443/new' } })).toMatchObject({
      status: 200,
      body: { secrets: ['headers', 'signing'] },
    });
    expect(
      await call('PATCH', path, { version: 2, settings: { url: 'https://b.example' }, secrets: { headers: null } }),
    ).toMatchObject({ status: 200, body: { secrets: ['signing'] } });
    // Nothing is kept now that is ever sent.
    expect(await call('PATCH', path, { version: 3, settings: { url: 'https://c.example' } })).toMatchObject({
      status: 200,
    });
  });

  it('shows what stands in the query of an address only to who may change it', async () => {
    const url = 'https://a.example/in?key=qu3ry-s3cr3t';
    const made = await call('POST', '', { name: 'query', kind: 'webhook', settings: { url } });
    const path = `/${made.body['id'] as string}`;
    expect((await call('GET', path)).body).toMatchObject({ settings: { url } });
    expect((await call('GET', path, undefined, 'analyst')).body).toMatchObject({
      settings: { url: 'https://a.example/in?***' },
    });
    expect(JSON.stringify((await call('GET', '', undefined, 'analyst')).body)).not.toContain('qu3ry-s3cr3t');
  });

  it('lets an analyst read and a viewer not even that', async () => {
    expect((await call('GET', '', undefined, 'analyst')).status).toBe(200);
    expect((await call('POST', '', {}, 'analyst')).status).toBe(403);
    expect((await call('GET', '', undefined, 'viewer')).status).toBe(403);
  });
});

function secretIn({ text }: Answer): string {
  return /whsec_[A-Za-z0-9+/=]+/.exec(
    text.replaceAll('&#43;', '+').replaceAll('&#x2F;', '/').replaceAll('&#61;', '='),
  )![0];
}

function signers(header: string): number {
  return header.split(' ').length;
}
