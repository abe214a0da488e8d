// The room of sources through real HTTP, without script: new senders, the list, the form, keys, one source's page, and who may what.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import type { AuditEntry } from '#src/audit/audit-log.js';
import { collectorHealth, ledgerRow } from '../../test/helpers/collector-health.js';
import { type EventPortal, startEventPortal } from '../../test/helpers/event-portal.js';
import { PASSWORD, START_MS } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import sources from './index.js';

const HOSTILE = '<script>alert(1)</script>';
const PIHOLE = '192.168.1.5';

let portal: EventPortal;
let admin: TestBrowser;

beforeEach(async () => {
  portal = await startEventPortal({
    modules: [sources],
    config: { sources: [{ name: 'from file', kind: 'firewall', match: { peer: ['10.9.0.0/16'] } }] },
  });
  admin = await portal.setUp();
});
afterEach(() => portal.close());

const heard = (source: string, received: number, lastReceived = START_MS - 1_000): ReturnType<typeof ledgerRow> =>
  ledgerRow({ source, received, stored: received, lastReceived });
const pushLedger = (...ledger: ReturnType<typeof ledgerRow>[]): void =>
  portal.collector.push(
    collectorHealth({
      ledger,
      parsers: [{ id: 'pihole', title: 'Pi-hole', state: 'on', claimed: 1, errors: 0 }],
    }),
  );
const page = async (path: string): Promise<string> => (await admin.get(path)).text;
/** Makes a source with these fields of the form; answers with the address of its page. */
async function make(fields: Record<string, string>): Promise<string> {
  await admin.get('/sources/new');
  const { location, text } = await admin.submit('/sources', { kind: 'other', hostFrom: 'header', ...fields });
  if (location === null) throw new Error(`not made: ${text}`);
  return location;
}
const api = async (path = ''): Promise<{ status: number; body: unknown }> => {
  const { status, text } = await admin.get(`/api/v1/sources${path}`);
  return { status, body: JSON.parse(text) as unknown };
};
const settingsOf = async (name: string): Promise<Record<string, unknown> | undefined> =>
  ((await api()).body as { sources: { settings: Record<string, unknown> }[] }).sources.find(
    ({ settings }) => settings['name'] === name,
  )?.settings;
/** Newest first. */
async function latest(): Promise<readonly AuditEntry[]> {
  const { audit, close } = await openAccounts(portal.config);
  const entries = await audit.latest(20);
  await close();
  return entries;
}
async function viewer(): Promise<TestBrowser> {
  await admin.get('/users');
  await admin.submit('/users', { name: 'vera', role: 'viewer', password: PASSWORD });
  const browser = portal.browser();
  await browser.logIn('vera', PASSWORD);
  return browser;
}

describe('a new sender', () => {
  beforeEach(async () => {
    await portal.add(
      { 'lanwarden.source': PIHOLE, 'event.dataset': 'pihole', 'host.name': 'raspberry', 'lanwarden.family': 'pihole' },
      { 'lanwarden.source': PIHOLE, 'event.dataset': 'none', 'host.name': 'raspberry' },
    );
    pushLedger(heard(PIHOLE, 412), heard('(other senders)', 3), heard('10.9.1.1', 5));
  });

  it('shows by itself with what it looks like; what a source takes and what is no address does not', async () => {
    const html = await page('/sources?wait=1');
    expect(html).toMatch(/192\.168\.1\.5<\/bdi>[\s\S]*412 messages[\s\S]*Looks like <strong>Pi-hole<[\s\S]*raspberry/);
    expect(html).not.toContain('Approve 10.9.1.1');
    expect(html).not.toContain('Approve (other senders)');
    expect(html).toContain('usually a flood of invented addresses');
  });

  it('is approved with a form that is filled in, and is a source then', async () => {
    const form = await page('/sources/new?sender=192.168.1.5');
    expect(form).toMatch(/name="name" value="raspberry"/);
    expect(form).toMatch(/value="dns" selected/);
    expect(form).toMatch(/name="match.peer"[^>]*>192\.168\.1\.5</);
    const before = portal.collector.reconfigured;
    const location = await make({ name: 'Pi-hole', kind: 'dns', 'match.peer': PIHOLE, parser: 'pihole' });
    expect(portal.collector.reconfigured).toBe(before + 1);
    expect(await page(location)).toContain('Pi-hole');
    expect(await page('/sources')).not.toContain(`Approve ${PIHOLE}`);
    expect(await settingsOf('Pi-hole')).toMatchObject({ kind: 'dns', parser: 'pihole', match: { peer: [PIHOLE] } });
  });

  it('is added to a source that is there, and to those that may send as it', async () => {
    const location = await make({ name: 'dns', 'match.peer': '192.168.1.4', allow: '192.168.1.4' });
    expect(await page('/sources')).toContain(`Add ${PIHOLE} to a source`);
    const answer = await admin.submit('/sources/senders/merge', { sender: PIHOLE, into: location.split('/').pop()! });
    expect(answer.location).toBe('/sources');
    expect(await settingsOf('dns')).toMatchObject({
      match: { peer: ['192.168.1.4', PIHOLE] },
      allow: ['192.168.1.4', PIHOLE],
    });
    expect(await page('/sources')).not.toContain(`Approve ${PIHOLE}`);
  });

  it('is not added to a source that is not told by addresses', async () => {
    const location = await make({ name: 'web', 'match.host': 'web*' });
    await admin.get('/sources');
    const answer = await admin.submit('/sources/senders/merge', { sender: PIHOLE, into: location.split('/').pop()! });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('would narrow what it takes');
    expect(await settingsOf('web')).toMatchObject({ match: { peer: [], host: ['web*'] } });
  });

  it('is ignored when that is asked for, and named in the list as ignored', async () => {
    await admin.get('/sources');
    expect((await admin.submit('/sources/senders/ignore', { sender: PIHOLE })).location).toBe('/sources');
    expect(await settingsOf(PIHOLE)).toMatchObject({ ignore: true, match: { peer: [PIHOLE] } });
    expect(await page('/sources')).toMatch(/src-state-ignored[^>]*>ignored/);
    expect((await admin.submit('/sources/senders/ignore', { sender: '(other senders)' })).status).toBe(400);
  });

  it('has a page that offers to approve it', async () => {
    const html = await page('/sources/of?name=192.168.1.5&wait=1');
    expect(html).toContain('Nobody named this sender yet');
    expect(html).toContain('href="/sources/new?sender=192.168.1.5"');
  });
});

it('lists thousands of new senders by pages', async () => {
  pushLedger(
    ...Array.from({ length: 5_000 }, (_, i) => heard(`10.${i >> 8}.${i & 255}.1`, i + 1)).filter(
      (row) => !row.source.startsWith('10.9.'),
    ),
  );
  const html = await page('/sources?senders=2');
  expect(html.match(/aria-label="Approve /g)).toHaveLength(10);
  expect(html).toContain('Page 2 of');
  expect((await page('/sources?senders=999999')).match(/aria-label="Approve /g)?.length).toBeGreaterThan(0);
});

describe('the list', () => {
  it('shows state, messages and the share that was parsed, in the order of matching', async () => {
    await make({ name: 'nas', 'match.peer': '10.0.0.1' });
    await make({ name: 'web', 'match.peer': '10.0.0.2', expectEveryMinutes: '10' });
    await make({ name: 'late', 'match.peer': '10.0.0.3' });
    await portal.add(
      ...['pihole', 'pihole', 'pihole', 'none'].map((parser) => ({
        'lanwarden.source': 'nas',
        'event.dataset': parser,
      })),
    );
    pushLedger(heard('nas', 1_234), heard('web', 5, START_MS - 3_600_000));
    const html = await page('/sources?wait=1');
    const rows = html.split('<tr').filter((row) => row.includes('scope="row"'));
    expect(rows.map((row) => /<bdi>([^<]*)/.exec(row)?.[1])).toEqual(['from file', 'nas', 'web', 'late']);
    expect(rows[0]).toContain('from the configuration file');
    expect(rows[1]).toMatch(/talking[\s\S]*1\u202f234[\s\S]*75 %/);
    expect(rows[2]).toContain('silent: expected every 10 minutes');
    expect(rows[3]).toContain('never heard');
    expect(rows[0]).not.toContain('/move');
  });

  it('is put into another order', async () => {
    await make({ name: 'a' });
    const b = await make({ name: 'b' });
    await admin.get('/sources');
    const { location } = await admin.submit(`${b}/move`, { direction: 'up', page: '1' });
    expect(location).toBe(`/sources#source-${b.split('/').pop()}`);
    const { sources: all } = (await api()).body as { sources: { settings: { name: string } }[] };
    expect(all.map(({ settings }) => settings.name)).toEqual(['from file', 'b', 'a']);
  });

  it('says what to do while there is nothing, and that the collector is away', async () => {
    const html = await page('/sources');
    expect(html).toContain('The collector is away');
    pushLedger();
    expect(await page('/sources')).toContain('No new senders');
  });
});

describe('the form', () => {
  it('names what does not fit at its field, and keeps what was typed', async () => {
    await admin.get('/sources/new');
    const answer = await admin.submit('/sources', {
      ...{ name: 'nas', kind: 'storage', 'match.peer': '10.0.0.1\nnas.lan', drop: '(app:cron' },
      ...{ notes: 'in the <b>cellar</b>' },
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Found &#34;nas.lan&#34;, expected an address');
    expect(answer.text).toMatch(/id="hint-field-match-peer"/);
    expect(answer.text).toContain('10.0.0.1\nnas.lan</textarea>');
    expect(answer.text).toContain('in the &lt;b&gt;cellar&lt;/b&gt;');
    expect(answer.text).toMatch(/id="hint-field-drop">Found &#34;\(app:cron&#34;/);
    const numbers = await admin.submit('/sources', { name: 'nas', ratePerSecond: 'many', timeZone: 'Mars/Olympus' });
    expect(numbers.text).toMatch(
      /value="many"[\s\S]*id="hint-field-ratePerSecond">Found &#34;many&#34;, expected a whole number/,
    );
    expect(numbers.text).toMatch(/value="Mars\/Olympus"[\s\S]*id="hint-field-timeZone"/);
    expect(await settingsOf('nas')).toBeUndefined();
  });

  it('says at the name that it is taken', async () => {
    await make({ name: 'nas' });
    await admin.get('/sources/new');
    const answer = await admin.submit('/sources', { name: 'nas' });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(/id="hint-field-name">There is already a source named nas/);
    expect((await admin.submit('/sources', { name: 'from file' })).status).toBe(422);
  });

  it('keeps every setting over a change of one', async () => {
    const location = await make({
      ...{
        name: 'nas',
        kind: 'storage',
        notes: 'cellar',
        'match.peer': '10.0.0.1',
        'match.host': 'nas*',
        'match.app': 'smb*',
      },
      ...{ 'match.listener': 'tcp', 'match.tls': 'nas.lan', parser: '', hostFrom: 'peer', timeZone: 'Europe/Berlin' },
      ...{ allow: '10.0.0.0/8', ratePerSecond: '50', drop: 'app:cron', sensitive: 'user.name', retention: 'default' },
      ...{ expectEveryMinutes: '15', ignore: 'on' },
    });
    const before = await settingsOf('nas');
    const form = await page(`${location}/edit`);
    expect(form).toMatch(/value="tcp" checked/);
    const fields = fieldsOf(form);
    expect((await admin.submit(location, { ...fields, notes: 'attic' })).location).toBe(location);
    expect(await settingsOf('nas')).toEqual({ ...before, notes: 'attic' });
    expect(before).toMatchObject({ ratePerSecond: 50, match: { listener: ['tcp'], tls: ['nas.lan'] }, ignore: true });
  });

  it('shows the second of two what the first one changed, and lets the second decide', async () => {
    const location = await make({ name: 'nas', notes: 'cellar' });
    const opened = fieldsOf(await page(`${location}/edit`));
    await admin.submit(location, { ...opened, notes: 'attic', timeZone: 'UTC' });
    const answer = await admin.submit(location, { ...opened, notes: 'garden' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('admin changed this source');
    const rows = answer.text.split(/<tr>|<\/table>/).filter((row) => row.includes('data-label="Theirs"'));
    expect(
      rows.map((row) => [...row.matchAll(/<(?:th scope="row"|span)>(?:<em[^>]*>)?([^<]*)/g)].map(([, text]) => text)),
    ).toEqual([
      ['Notes', 'attic', 'garden'],
      ['Time zone', 'UTC', 'empty'],
    ]);
    expect((await settingsOf('nas'))?.['notes']).toBe('attic');
    expect(answer.text).toContain('Save mine anyway');
    expect((await admin.submit(location, fieldsOf(answer.text))).location).toBe(location);
    expect((await settingsOf('nas'))?.['notes']).toBe('garden');
  });

  it('shows names of attackers as text, everywhere', async () => {
    const location = await make({ name: HOSTILE, notes: HOSTILE, 'match.peer': '10.0.0.1' });
    await portal.add({ 'lanwarden.source': HOSTILE, message: HOSTILE, tags: ['syslog.empty', HOSTILE] });
    pushLedger(heard(HOSTILE, 1), heard('<img src=x>', 2));
    for (const path of [
      '/sources?wait=1',
      `${location}?wait=1`,
      `${location}/edit`,
      `/sources/of?name=${encodeURIComponent('<img src=x>')}&wait=1`,
      `/sources/connect?name=${encodeURIComponent(HOSTILE)}`,
    ]) {
      const { status, text } = await admin.get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(text).not.toContain(HOSTILE);
      expect(text).not.toContain('<img src=x');
    }
  });
});

describe('the page of a source', () => {
  it('shows its ledger, clock, parsers, defects with an example, and last messages', async () => {
    const location = await make({ name: 'nas', 'match.peer': '10.0.0.1' });
    await portal.add(
      { 'lanwarden.source': 'nas', 'event.dataset': 'pihole', message: 'understood' },
      { 'lanwarden.source': 'nas', 'event.dataset': 'none', message: 'no idea', tags: ['syslog.missing-timestamp'] },
      { 'lanwarden.source': 'another', message: 'not of this one' },
    );
    pushLedger({ ...heard('nas', 10), filtered: 4, stored: 6 });
    portal.collector.currentClocks = { nas: { zone: '+01:00', origin: 'guessed', samples: 7, driftMs: 3_200 } };
    const html = await page(`${location}?wait=1`);
    expect(html).toMatch(/50 % <small>of its messages/);
    expect(html).toMatch(/syslog\.missing-timestamp[\s\S]*src-example[^>]*><bdi>no idea/);
    expect(html).toContain('understood');
    expect(html).not.toContain('not of this one');
    expect(html).toContain('Its clock is 3.2 s behind.');
    expect(html).toMatch(/Filtered<\/dt><dd>4/);
    await admin.submit(`${location}/zone`, { zone: 'Etc/GMT-1', version: '1' });
    expect((await settingsOf('nas'))?.['timeZone']).toBe('Etc/GMT-1');
    expect((await admin.submit(`${location}/zone`, { zone: 'UTC', version: '1' })).status).toBe(409);
  });

  it('is read-only for one of the configuration file', async () => {
    const html = await page('/sources/of?name=from+file');
    expect(html).toContain('From the configuration file');
    expect(html).not.toContain('/edit');
    expect(html).not.toContain('Delete this source');
  });

  it.each([
    '/sources/77',
    '/sources/77/edit',
    '/sources/abc',
    '/sources/of?name=nobody',
    '/sources/of',
    '/sources/1e3',
  ])('%s is not there, with a way back', async (path) => {
    pushLedger();
    const { status, text } = await admin.get(path);
    expect(status).toBe(404);
    expect(text).toContain('list of sources');
  });

  it('goes when it is deleted, and says what stays', async () => {
    const location = await make({ name: 'nas', 'match.peer': '10.0.0.1' });
    await admin.submit('/sources/keys', { source: 'nas' });
    expect(await page(location)).toContain('Its API key still works until revoked');
    expect((await admin.submit(`${location}/delete`, {})).location).toBe('/sources');
    expect(await page('/sources')).toMatch(/The source nas is deleted\. Its events stay\. Its API keys still work/);
    expect((await admin.get(location)).status).toBe(404);
    expect(await page('/sources/of?name=nas')).toContain('nas key');
  });

  it('says how it is pointed here, its own kind first', async () => {
    await make({ name: 'nas', kind: 'storage', 'match.peer': '10.0.0.1' });
    const html = await page('/sources/connect?name=nas&host=logs.lan');
    const ids = [...html.matchAll(/<section class="card lw-recipe" id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids[0]).toBe('synology');
    expect(html).toContain('Server:             logs.lan');
    await make({ name: 'script', kind: 'application' });
    expect(await page('/sources/connect?name=script')).toContain('Bearer KEY');
  });
});

describe('an API key', () => {
  it('is shown once, in the answer that makes it, with a line to try it', async () => {
    const location = await make({ name: 'script' });
    const answer = await admin.submit('/sources/keys', { source: 'script' });
    const secret = /id="new-key"[^>]*>(lw_[\w-]+)</.exec(answer.text)?.[1];
    expect(secret).toMatch(/^lw_.{40,}/);
    expect(answer.text).toContain(`-H &#39;authorization: Bearer ${secret}&#39;`);
    expect(answer.headers.get('cache-control')).toMatch(/no-store/);
    const html = await page(location);
    expect(html).toContain('script key');
    expect(html).not.toContain(secret);
    const audit = await latest();
    expect(audit[0]).toMatchObject({ action: 'sources.key-made', target: 'script key', details: { source: 'script' } });
    expect(JSON.stringify(audit)).not.toContain(secret);
  });

  it('is rotated: a second one beside the first, which goes when it is revoked', async () => {
    const location = await make({ name: 'script' });
    const first = (await admin.submit('/sources/keys', { source: 'script' })).text;
    const id = /\/sources\/keys\/(\d+)\/rotate/.exec(await page(location))![1]!;
    const second = await admin.submit(`/sources/keys/${id}/rotate`, {});
    expect(second.text).toContain('script key 2');
    expect(second.text).toContain(`/sources/keys/${id}/revoke`);
    expect(/lw_[\w-]+/.exec(second.text)![0]).not.toBe(/lw_[\w-]+/.exec(first)![0]);
    expect((await admin.submit(`/sources/keys/${id}/revoke`, {})).location).toBe(location);
    const html = await page(location);
    expect(html).toContain('script key 2');
    expect(html).not.toContain('>script key<');
    expect((await admin.submit(`/sources/keys/${id}/revoke`, {})).status).toBe(404);
  });

  it('belongs to a source that is there, and nothing else is revoked here', async () => {
    await admin.get('/sources');
    expect((await admin.submit('/sources/keys', { source: 'nobody' })).status).toBe(404);
    await admin.get('/users/tokens');
    await admin.submit('/users/tokens', { name: 'backup', role: 'admin', source: '' });
    expect((await admin.submit('/sources/keys/1/revoke', {})).status).toBe(404);
  });
});

describe('the policy for unknown senders', () => {
  it('is changed here, in force at once', async () => {
    await admin.get('/sources');
    expect((await admin.submit('/sources/policy', { unknown: 'refuse' })).location).toBe('/sources');
    expect(portal.liveConfig.config.senders.unknown).toBe('refuse');
    expect(await page('/sources')).toMatch(/value="refuse" checked/);
    expect((await admin.submit('/sources/policy', { unknown: 'eat' })).status).toBe(400);
  });

  it('is read-only, with its origin, when the file sets it', async () => {
    const other = await startEventPortal({ modules: [sources], config: { senders: { unknown: 'mark' } } });
    try {
      const browser = await other.setUp();
      const { text } = await browser.get('/sources');
      expect(text).toContain('Set in the configuration file');
      expect((await browser.submit('/sources/policy', { unknown: 'accept' })).status).toBe(409);
      expect(other.liveConfig.config.senders.unknown).toBe('mark');
    } finally {
      await other.close();
    }
  });
});

describe('a viewer', () => {
  it('sees everything and can change nothing', async () => {
    const location = await make({ name: 'nas', 'match.peer': '10.0.0.1' });
    await admin.submit('/sources/keys', { source: 'nas' });
    pushLedger(heard('nas', 1), heard(PIHOLE, 2));
    const vera = await viewer();
    for (const path of ['/sources', location, '/sources/of?name=192.168.1.5', '/sources/connect?name=nas']) {
      const { status, text } = await vera.get(path);
      expect([path, status]).toEqual([path, 200]);
      const forms = [...text.matchAll(/<form[^>]*method="post" action="(\/sources[^"]*)"/g)].map(
        ([, action]) => action,
      );
      expect(forms.filter((action) => action !== '/sources/policy')).toEqual([]);
      expect(text).not.toContain('/sources/new');
    }
    for (const [path, fields] of [
      ['/sources', { name: 'x' }],
      [location, { name: 'x', version: '1' }],
      [`${location}/delete`, {}],
      [`${location}/move`, { direction: 'up' }],
      [`${location}/zone`, { zone: 'UTC', version: '1' }],
      ['/sources/senders/merge', { sender: PIHOLE, into: '1' }],
      ['/sources/senders/ignore', { sender: PIHOLE }],
      ['/sources/policy', { unknown: 'refuse' }],
      ['/sources/keys', { source: 'nas' }],
      ['/sources/keys/1/rotate', {}],
      ['/sources/keys/1/revoke', {}],
    ] as const)
      expect([path, (await vera.submit(path, fields)).status]).toEqual([path, 403]);
    expect((await vera.get('/sources/new')).status).toBe(403);
    expect((await vera.get(`${location}/edit`)).status).toBe(403);
  });
});

it('writes to the audit log who changed which fields', async () => {
  const location = await make({ name: 'nas', notes: 'cellar' });
  await admin.submit(location, { ...fieldsOf(await page(`${location}/edit`)), notes: 'attic', name: 'storage' });
  await admin.submit(`${location}/delete`, {});
  const entries = (await latest()).filter(({ action }) => action.startsWith('sources.'));
  expect(entries.map(({ actor, action, target, details }) => ({ actor, action, target, details }))).toEqual([
    { actor: 'admin', action: 'sources.removed', target: 'storage', details: {} },
    {
      actor: 'admin',
      action: 'sources.changed',
      target: 'nas',
      details: { changed: ['name', 'notes'], name: 'storage' },
    },
    { actor: 'admin', action: 'sources.added', target: 'nas', details: {} },
  ]);
});

/** What a browser would send of the page's form as it stands. */
function fieldsOf(html: string): Record<string, string> {
  const form = /<form class="src-form"[\s\S]*?<\/form>/.exec(html)![0];
  const fields: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)![1]!;
    const isTicked = /type="checkbox"/.test(input) ? / checked/.test(input) : true;
    if (name !== '_csrf' && isTicked) fields[name] = unescaped(/value="([^"]*)"/.exec(input)?.[1] ?? '');
  }
  for (const [, name, text] of form.matchAll(/<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</g))
    fields[name!] = unescaped(text!);
  for (const [, name, options] of form.matchAll(/<select[^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g))
    fields[name!] = unescaped(/value="([^"]*)" selected/.exec(options!)?.[1] ?? '');
  return fields;
}

function unescaped(text: string): string {
  return text
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
