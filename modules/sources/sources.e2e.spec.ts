// The room of sources through real HTTP, without script: new senders, the list, the policy for unknown senders, and who may what.

import { beforeEach, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { collectorHealth } from '../../test/helpers/collector-health.js';
import { eventually } from '../../test/helpers/eventually.js';
import { startEventPortal } from '../../test/helpers/event-portal.js';
import { START_MS } from '../../test/helpers/portal.js';
import { fieldsOf, heard, PIHOLE, useSourcesRoom } from '../../test/helpers/sources-room.js';
import sources from './index.js';

const room = useSourcesRoom();

describe('a new sender', () => {
  beforeEach(async () => {
    await room.portal.add(
      { 'lanwarden.source': PIHOLE, 'event.dataset': 'pihole', 'host.name': 'raspberry', 'lanwarden.family': 'pihole' },
      { 'lanwarden.source': PIHOLE, 'event.dataset': 'none', 'host.name': 'raspberry' },
    );
    room.pushLedger(heard(PIHOLE, 412), heard('(other senders)', 3), heard('10.9.1.1', 5));
  });

  it('shows by itself with what it looks like; what a source takes and what is no address does not', async () => {
    const html = await room.page('/sources?wait=1');
    expect(html).toMatch(/192\.168\.1\.5<\/bdi>[\s\S]*412 messages[\s\S]*Looks like <strong>Pi-hole<[\s\S]*raspberry/);
    expect(html).not.toContain('Approve 10.9.1.1');
    expect(html).not.toContain('Approve (other senders)');
    expect(html).toContain('usually a flood of invented addresses');
  });

  it('is approved with a form that is filled in, and is a source then', async () => {
    const form = await room.page('/sources/new?sender=192.168.1.5');
    expect(form).toMatch(/name="name" value="raspberry"/);
    expect(form).toMatch(/value="dns" selected/);
    expect(form).toMatch(/name="match.peer"[^>]*>192\.168\.1\.5</);
    const before = room.portal.collector.reconfigured;
    const location = await room.make({ name: 'Pi-hole', kind: 'dns', 'match.peer': PIHOLE, parser: 'pihole' });
    expect(room.portal.collector.reconfigured).toBe(before + 1);
    expect(await room.page(location)).toContain('Pi-hole');
    expect(await room.page('/sources')).not.toContain(`Approve ${PIHOLE}`);
    expect(await room.settingsOf('Pi-hole')).toMatchObject({
      kind: 'dns',
      parser: 'pihole',
      match: { peer: [PIHOLE] },
    });
  });

  it.each(['(unidentified)', 'rasp\u202eberry', 'rasp\u200bberry', ' '])(
    'is not offered a name that it gave itself and no source may have (%j)',
    async (host) => {
      await room.portal.add(
        ...Array.from({ length: 5 }, () => ({ 'lanwarden.source': '10.0.0.7', 'host.name': host })),
      );
      room.pushLedger(heard('10.0.0.7', 5));
      expect(await room.page('/sources/new?sender=10.0.0.7')).toMatch(/name="name" value="10\.0\.0\.7"/);
      expect(await room.page('/sources?wait=1')).not.toMatch(/[\u202e\u200b]/);
    },
  );

  it('has no name in its form where none may be one', async () => {
    const html = await room.page(`/sources/new?sender=${encodeURIComponent('(other senders)')}`);
    expect(html).toMatch(/name="name" value=""/);
  });

  it('is added to a source that is there, and to those that may send as it', async () => {
    const location = await room.make({ name: 'dns', 'match.peer': '192.168.1.4', allow: '192.168.1.4' });
    expect(await room.page('/sources')).toContain(`Add to … for ${PIHOLE}`);
    const answer = await room.admin.submit('/sources/senders/merge', {
      sender: PIHOLE,
      into: location.split('/').pop()!,
    });
    expect(answer.location).toBe('/sources');
    expect(await room.settingsOf('dns')).toMatchObject({
      match: { peer: ['192.168.1.4', PIHOLE] },
      allow: ['192.168.1.4', PIHOLE],
    });
    expect(await room.page('/sources')).not.toContain(`Approve ${PIHOLE}`);
  });

  it('is not added to a source that is not told by addresses', async () => {
    const location = await room.make({ name: 'web', 'match.host': 'web*' });
    await room.admin.get('/sources');
    const answer = await room.admin.submit('/sources/senders/merge', {
      sender: PIHOLE,
      into: location.split('/').pop()!,
    });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('would narrow what it takes');
    expect(await room.settingsOf('web')).toMatchObject({ match: { peer: [], host: ['web*'] } });
  });

  it('is ignored when that is asked for, and named in the list as ignored', async () => {
    await room.admin.get('/sources');
    expect((await room.admin.submit('/sources/senders/ignore', { sender: PIHOLE })).location).toBe('/sources');
    expect(await room.settingsOf(PIHOLE)).toMatchObject({ ignore: true, match: { peer: [PIHOLE] } });
    expect(await room.page('/sources')).toMatch(/src-state-ignored[^>]*>ignored/);
    expect((await room.admin.submit('/sources/senders/ignore', { sender: '(other senders)' })).status).toBe(400);
  });

  it('has a page that offers to approve it', async () => {
    const html = await room.page('/sources/of?name=192.168.1.5&wait=1');
    expect(html).toContain('Nobody named this sender yet');
    expect(html).toContain('href="/sources/new?sender=192.168.1.5"');
    expect(html).toContain('kept under its address');
    await room.portal.liveConfig.change({ 'senders.unknown': 'refuse' }, 'admin');
    expect(await room.page('/sources/of?name=192.168.1.5')).toContain('Its messages are refused');
  });
});

it('says how many sources a new sender can be added to beside those it lists', async () => {
  const { sources: book, close } = await openAccounts(room.portal.config);
  for (let n = 0; n < 201; n += 1) await book.add({ name: `s${n}`, match: { peer: [`10.1.0.${n}`] } }, 'admin');
  await close();
  room.pushLedger(heard(PIHOLE, 1));
  const html = await room.page('/sources');
  expect(html.match(/<option/g)).toHaveLength(200);
  expect(html).toContain('1 more source is not in this list');
});

it('lists thousands of new senders by pages', async () => {
  room.pushLedger(
    ...Array.from({ length: 5_000 }, (_, i) => heard(`10.${i >> 8}.${i & 255}.1`, i + 1)).filter(
      (row) => !row.source.startsWith('10.9.'),
    ),
  );
  const html = await room.page('/sources?senders=2');
  expect(html.match(/aria-label="Approve /g)).toHaveLength(10);
  expect(html).toContain('Page 2 of');
  expect((await room.page('/sources?senders=999999')).match(/aria-label="Approve /g)?.length).toBeGreaterThan(0);
});

describe('the list', () => {
  it('shows state, messages and the share that was parsed, in the order of matching', async () => {
    await room.make({ name: 'nas', 'match.peer': '10.0.0.1' });
    await room.make({ name: 'web', 'match.peer': '10.0.0.2', expectEveryMinutes: '10' });
    await room.make({ name: 'late', 'match.peer': '10.0.0.3' });
    await room.portal.add(
      ...['pihole', 'pihole', 'pihole', 'none'].map((parser) => ({
        'lanwarden.source': 'nas',
        'event.dataset': parser,
      })),
    );
    room.pushLedger(heard('nas', 1_234), heard('web', 5, START_MS - 3_600_000));
    const html = await room.page('/sources?wait=1');
    const rows = html.split('<tr').filter((row) => row.includes('scope="row"'));
    expect(rows.map((row) => /<bdi>([^<]*)/.exec(row)?.[1])).toEqual(['from file', 'nas', 'web', 'late']);
    expect(rows[0]).toContain('from the configuration file');
    expect(rows[1]).toMatch(/talking[\s\S]*1\u202f234[\s\S]*75 %/);
    expect(rows[2]).toContain('silent: expected every 10 minutes');
    expect(rows[3]).toContain('never heard');
    expect(rows[0]).not.toContain('/move');
  });

  it('is put into another order', async () => {
    await room.make({ name: 'a' });
    const b = await room.make({ name: 'b' });
    await room.admin.get('/sources');
    const { location } = await room.admin.submit(`${b}/move`, { direction: 'up', page: '1' });
    expect(location).toBe(`/sources#source-${b.split('/').pop()}`);
    expect((await room.settings()).map(({ name }) => name)).toEqual(['from file', 'b', 'a']);
  });

  it('says what to do while there is nothing, and that the collector is away', async () => {
    const html = await room.page('/sources');
    expect(html).toContain('The collector is away');
    room.pushLedger();
    expect(await room.page('/sources')).toContain('No new senders');
  });
});

describe('the policy for unknown senders', () => {
  it('is changed here, in force at once', async () => {
    await room.admin.get('/sources');
    expect((await room.admin.submit('/sources/policy', { unknown: 'accept' })).location).toBe('/sources');
    expect(room.portal.liveConfig.originOf('senders.unknown').origin).toBe('default');
    expect((await room.admin.submit('/sources/policy', { unknown: 'refuse' })).location).toBe('/sources');
    expect(room.portal.liveConfig.config.senders.unknown).toBe('refuse');
    expect(await room.page('/sources')).toMatch(/value="refuse" checked/);
    expect((await room.admin.submit('/sources/policy', { unknown: 'eat' })).status).toBe(400);
    await room.admin.submit('/sources/policy', { unknown: 'refuse' });
    const said = (await room.latest()).filter(({ action }) => action === 'sources.policy-changed');
    expect(said.map(({ outcome, details }) => [outcome, details])).toEqual([
      ['success', { from: 'accept', to: 'refuse' }],
    ]);
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
    const location = await room.make({ name: 'nas', 'match.peer': '10.0.0.1' });
    await room.admin.submit('/sources/keys', { source: 'nas' });
    room.pushLedger(heard('nas', 1), heard(PIHOLE, 2));
    const vera = await room.viewer();
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

it('writes to the audit log who changed what', async () => {
  const location = await room.make({ name: 'nas', notes: 'cellar' });
  await room.admin.submit(location, {
    ...fieldsOf(await room.page(`${location}/edit`)),
    notes: 'attic',
    name: 'storage',
    drop: 'app:cron\nseverity>=6',
    ignore: 'on',
  });
  await room.admin.submit(`${location}/delete`, {});
  const entries = (await room.latest()).filter(({ action }) => action.startsWith('sources.'));
  const hidden = { drop: '["app:cron","severity>=6"]', ignore: 'true' };
  expect(entries.map(({ actor, action, target, details }) => ({ actor, action, target, details }))).toEqual([
    {
      actor: 'admin',
      action: 'sources.removed',
      target: 'storage',
      details: { settings: { notes: 'attic', ...hidden } },
    },
    {
      actor: 'admin',
      action: 'sources.changed',
      target: 'nas',
      details: {
        changed: [
          { path: 'name', from: 'nas', to: 'storage' },
          { path: 'notes', from: 'cellar', to: 'attic' },
          { path: 'drop', from: '[]', to: hidden.drop },
          { path: 'ignore', from: 'false', to: hidden.ignore },
        ],
      },
    },
    { actor: 'admin', action: 'sources.added', target: 'nas', details: { settings: { notes: 'cellar' } } },
  ]);
});

it('stops counting for a page that went out without figures and looks', async () => {
  let [begun, ended] = [0, 0];
  const never = ({ signal }: { readonly signal?: AbortSignal }): Promise<never> => {
    begun += 1;
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        ended += 1;
        reject(new Error('nobody waits'));
      });
    });
  };
  const portal = await startEventPortal({
    modules: [sources],
    config: { sources: [{ name: 'web' }] },
    wrap: () => ({ top: never, histogram: never, facets: never }),
  });
  const browser = await portal.setUp();
  portal.collector.push(collectorHealth({ ledger: [heard(PIHOLE, 1)] }));
  expect((await browser.get('/sources')).text).toMatch(/hx-get="\/sources\/senders[^]*hx-get="\/sources\/rows/);
  await eventually(() => expect([begun, ended]).toEqual([5, 5]));
  expect((await browser.get('/sources/of?name=web')).text).toContain('hx-get="/sources/activity');
  await eventually(() => expect([begun, ended]).toEqual([8, 8]));
  await portal.close();
});
