// One source through real HTTP, without script: its form, its page, its keys.

import { describe, expect, it } from 'vitest';
import { fieldsOf, heard, useSourcesRoom } from '../../test/helpers/sources-room.js';

const HOSTILE = '<script>alert(1)</script>';

const room = useSourcesRoom();

describe('the form', () => {
  it('names what does not fit at its field, and keeps what was typed', async () => {
    await room.admin.get('/sources/new');
    const answer = await room.admin.submit('/sources', {
      name: 'nas',
      kind: 'storage',
      'match.peer': '10.0.0.1\nnas.lan',
      drop: '(app:cron',
      notes: 'in the <b>cellar</b>',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Found &#34;nas.lan&#34;, expected an address');
    expect(answer.text).toMatch(/id="hint-field-match-peer"/);
    expect(answer.text).toContain('10.0.0.1\nnas.lan</textarea>');
    expect(answer.text).toContain('in the &lt;b&gt;cellar&lt;/b&gt;');
    expect(answer.text).toMatch(/id="hint-field-drop">Found &#34;\(app:cron&#34;/);
    const numbers = await room.admin.submit('/sources', {
      name: 'nas',
      ratePerSecond: 'many',
      timeZone: 'Mars/Olympus',
    });
    expect(numbers.text).toMatch(
      /value="many"[\s\S]*id="hint-field-ratePerSecond">Found &#34;many&#34;, expected a whole number/,
    );
    expect(numbers.text).toMatch(/value="Mars\/Olympus"[\s\S]*id="hint-field-timeZone"/);
    expect(await room.settingsOf('nas')).toBeUndefined();
  });

  it('says at the name that it is taken', async () => {
    await room.make({ name: 'nas' });
    await room.admin.get('/sources/new');
    const answer = await room.admin.submit('/sources', { name: 'nas' });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(/id="hint-field-name">There is already a source named nas/);
    expect((await room.admin.submit('/sources', { name: 'from file' })).status).toBe(422);
  });

  it('keeps every setting over a change of one', async () => {
    const location = await room.make({
      name: 'nas',
      kind: 'storage',
      notes: 'cellar',
      'match.peer': '10.0.0.1',
      'match.host': 'nas*',
      'match.app': 'smb*',
      'match.listener': 'tcp',
      'match.tls': 'nas.lan',
      parser: '',
      hostFrom: 'peer',
      timeZone: 'Europe/Berlin',
      allow: '10.0.0.0/8',
      ratePerSecond: '50',
      drop: 'app:cron',
      sensitive: 'user.name',
      retention: 'default',
      expectEveryMinutes: '15',
      ignore: 'on',
    });
    const before = await room.settingsOf('nas');
    const form = await room.page(`${location}/edit`);
    expect(form).toMatch(/value="tcp" checked/);
    const fields = fieldsOf(form);
    expect((await room.admin.submit(location, { ...fields, notes: 'attic' })).location).toBe(location);
    expect(await room.settingsOf('nas')).toEqual({ ...before, notes: 'attic' });
    expect(before).toMatchObject({ ratePerSecond: 50, match: { listener: ['tcp'], tls: ['nas.lan'] }, ignore: true });
  });

  it('shows the second of two what the first one changed, and lets the second decide', async () => {
    const location = await room.make({ name: 'nas', notes: 'cellar' });
    const opened = fieldsOf(await room.page(`${location}/edit`));
    await room.admin.submit(location, { ...opened, notes: 'attic', timeZone: 'UTC' });
    const answer = await room.admin.submit(location, { ...opened, notes: 'garden' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('admin changed this source');
    const rows = answer.text.split(/<tr>|<\/table>/).filter((row) => row.includes('data-label="Theirs"'));
    expect(
      rows.map((row) => [...row.matchAll(/<(?:th scope="row"|span)>(?:<em[^>]*>)?([^<]*)/g)].map(([, text]) => text)),
    ).toEqual([
      ['Notes', 'attic', 'garden'],
      ['Time zone', 'UTC', 'empty'],
    ]);
    expect((await room.settingsOf('nas'))?.['notes']).toBe('attic');
    expect(answer.text).toContain('Save mine anyway');
    expect((await room.admin.submit(location, fieldsOf(answer.text))).location).toBe(location);
    expect((await room.settingsOf('nas'))?.['notes']).toBe('garden');
  });

  it('shows names of attackers as text, everywhere', async () => {
    const location = await room.make({ name: HOSTILE, notes: HOSTILE, 'match.peer': '10.0.0.1' });
    await room.portal.add({ 'lanwarden.source': HOSTILE, message: HOSTILE, tags: ['syslog.empty', HOSTILE] });
    room.pushLedger(heard(HOSTILE, 1), heard('<img src=x>', 2));
    for (const path of [
      '/sources?wait=1',
      `${location}?wait=1`,
      `${location}/edit`,
      `/sources/of?name=${encodeURIComponent('<img src=x>')}&wait=1`,
      `/sources/connect?name=${encodeURIComponent(HOSTILE)}`,
    ]) {
      const { status, text } = await room.admin.get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(text).not.toContain(HOSTILE);
      expect(text).not.toContain('<img src=x');
    }
  });
});

describe('the page of a source', () => {
  it('shows its ledger, clock, parsers, defects with an example, and last messages', async () => {
    const location = await room.make({ name: 'nas', 'match.peer': '10.0.0.1' });
    await room.portal.add(
      { 'lanwarden.source': 'nas', 'event.dataset': 'pihole', message: 'understood' },
      { 'lanwarden.source': 'nas', 'event.dataset': 'none', message: 'no idea', tags: ['syslog.missing-timestamp'] },
      { 'lanwarden.source': 'another', message: 'not of this one' },
    );
    room.pushLedger({ ...heard('nas', 10), filtered: 4, stored: 6 });
    room.portal.collector.currentClocks = { nas: { zone: '+01:00', origin: 'guessed', samples: 7, driftMs: 3_200 } };
    const html = await room.page(`${location}?wait=1`);
    expect(html).toMatch(/50 % <small>of its messages/);
    expect(html).toMatch(/syslog\.missing-timestamp[\s\S]*src-example[^>]*><bdi>no idea/);
    expect(html).toContain('understood');
    expect(html).not.toContain('not of this one');
    expect(html).toContain('Its clock is 3.2 s behind.');
    expect(html).toMatch(/Filtered<\/dt><dd>4/);
    await room.admin.submit(`${location}/zone`, { zone: 'Etc/GMT-1', version: '1' });
    expect((await room.settingsOf('nas'))?.['timeZone']).toBe('Etc/GMT-1');
    expect((await room.admin.submit(`${location}/zone`, { zone: 'UTC', version: '1' })).status).toBe(409);
  });

  it('is read-only for one of the configuration file', async () => {
    const html = await room.page('/sources/of?name=from+file');
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
    room.pushLedger();
    const { status, text } = await room.admin.get(path);
    expect(status).toBe(404);
    expect(text).toContain('list of sources');
  });

  it('goes when it is deleted, and says what stays', async () => {
    const location = await room.make({ name: 'nas', 'match.peer': '10.0.0.1' });
    await room.admin.submit('/sources/keys', { source: 'nas' });
    expect(await room.page(location)).toContain('Its API key still works until revoked');
    expect((await room.admin.submit(`${location}/delete`, {})).location).toBe('/sources');
    expect(await room.page('/sources')).toMatch(
      /The source nas is deleted\. Its events stay\. Its API keys still work/,
    );
    expect((await room.admin.get(location)).status).toBe(404);
    expect(await room.page('/sources/of?name=nas')).toContain('nas key');
  });

  it('says how it is pointed here, its own kind first', async () => {
    await room.make({ name: 'nas', kind: 'storage', 'match.peer': '10.0.0.1' });
    const html = await room.page('/sources/connect?name=nas&host=logs.lan');
    const ids = [...html.matchAll(/<section class="card lw-recipe" id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids[0]).toBe('synology');
    expect(html).toContain('Server:             logs.lan');
    await room.make({ name: 'script', kind: 'application' });
    expect(await room.page('/sources/connect?name=script')).toContain('Bearer KEY');
  });
});

describe('an API key', () => {
  it('is shown once, in the answer that makes it, with a line to try it', async () => {
    const location = await room.make({ name: 'script' });
    const answer = await room.admin.submit('/sources/keys', { source: 'script' });
    const secret = /id="new-key"[^>]*>(lw_[\w-]+)</.exec(answer.text)?.[1];
    expect(secret).toMatch(/^lw_.{40,}/);
    expect(answer.text).toContain(`-H &#39;authorization: Bearer ${secret}&#39;`);
    expect(answer.headers.get('cache-control')).toMatch(/no-store/);
    const html = await room.page(location);
    expect(html).toContain('script key');
    expect(html).not.toContain(secret);
    const audit = await room.latest();
    expect(audit[0]).toMatchObject({ action: 'tokens.created', target: 'script key', details: { source: 'script' } });
    expect(JSON.stringify(audit)).not.toContain(secret);
  });

  it('comes to a Windows host with lines for PowerShell and NXLog, and no curl', async () => {
    await room.make({ name: 'office pc', kind: 'windows' });
    const { text } = await room.admin.submit('/sources/keys', { source: 'office pc' });
    const secret = /id="new-key"[^>]*>(lw_[\w-]+)</.exec(text)![1]!;
    expect(text).toContain(`Authorization = &#39;Bearer ${secret}&#39;`);
    expect(text).toContain(`AddHeader    Authorization: Bearer ${secret}`);
    expect(text).not.toContain('curl');
  });

  it('is renewed: a second one beside the first, which goes when it is revoked', async () => {
    const location = await room.make({ name: 'script' });
    const first = (await room.admin.submit('/sources/keys', { source: 'script' })).text;
    const id = /\/sources\/keys\/(\d+)\/rotate/.exec(await room.page(location))![1]!;
    const second = await room.admin.submit(`/sources/keys/${id}/rotate`, {});
    expect(second.text).toContain('script key 2');
    expect(second.text).toContain(`/sources/keys/${id}/revoke`);
    expect(/lw_[\w-]+/.exec(second.text)![0]).not.toBe(/lw_[\w-]+/.exec(first)![0]);
    expect((await room.admin.submit(`/sources/keys/${id}/revoke`, {})).location).toBe(location);
    const html = await room.page(location);
    expect(html).toContain('script key 2');
    expect(html).not.toContain('>script key<');
    expect((await room.admin.submit(`/sources/keys/${id}/revoke`, {})).status).toBe(404);
  });

  it('belongs to a source that is there, and nothing else is revoked here', async () => {
    await room.admin.get('/sources');
    expect((await room.admin.submit('/sources/keys', { source: 'nobody' })).status).toBe(404);
    await room.admin.get('/users/tokens');
    await room.admin.submit('/users/tokens', { name: 'backup', role: 'admin', source: '' });
    expect((await room.admin.submit('/sources/keys/1/revoke', {})).status).toBe(404);
  });
});
