// What becomes of a device when it is approved, through real HTTP: one device before and after, and approved once.

import { describe, expect, it } from 'vitest';
import { startEventPortal } from '../../test/helpers/event-portal.js';
import { fieldsOf, heard, PIHOLE, useSourcesRoom } from '../../test/helpers/sources-room.js';
import { START_MS } from '../../test/helpers/portal.js';
import inbox from '../inbox/index.js';
import sources from './index.js';

const HOUR_MS = 3_600_000;
const room = useSourcesRoom();

const approve = (): Promise<string> => room.make({ name: 'pihole', kind: 'dns', 'match.peer': PIHOLE });
/** Without markup. */
const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
const rowOf = (html: string, name: string): string =>
  html.split('<tr').find((row) => row.includes(`<bdi>${name}</bdi></a>`) && row.includes('scope="row"'))!;

describe('a device that was approved', () => {
  it('shows what it sent before, on the list and on its page, with the search for both', async () => {
    await room.portal.add(
      { 'lanwarden.source': PIHOLE, message: 'before' },
      { 'lanwarden.source': 'pihole', message: 'after' },
      { message: 'of another' },
    );
    const location = await approve();
    room.pushLedger(heard(PIHOLE, 114));
    const row = rowOf(await room.page('/sources?wait=1'), 'pihole');
    expect(textOf(row)).toContain(`114 earlier messages under ${PIHOLE}`);
    expect(row).toContain('quiet: not heard since its approval');
    expect(row).not.toMatch(/never/);
    const href = /src-earlier"><a href="([^"]+)"/.exec(row)![1]!.replaceAll('&amp;', '&');
    const found = await room.page(href);
    expect(found).toContain('before');
    expect(found).toContain('after');
    expect(found).not.toContain('of another');
    const page = await room.page(`${location}?wait=1`);
    expect(textOf(page)).toContain(`114 earlier messages under ${PIHOLE}`);
    expect(page).not.toMatch(/never heard|Nothing of it is stored/);
  });

  it('was never heard only when neither its name nor its address was', async () => {
    await approve();
    room.pushLedger();
    expect(rowOf(await room.page('/sources'), 'pihole')).toContain('never heard');
  });

  it('is told on the page of its address, which offers no approval', async () => {
    await approve();
    room.pushLedger(heard(PIHOLE, 114));
    const html = await room.page(`/sources/of?name=${PIHOLE}`);
    expect(html).toMatch(/Since its approval this is <a href="\/sources\/of\?name=pihole"><bdi>pihole/);
    expect(html).not.toContain('/sources/new?sender');
    expect(html).not.toContain('Nobody named this sender');
    const { location } = await room.admin.get(`/sources/new?sender=${PIHOLE}`);
    expect(location).toBe(`/sources/of?name=${PIHOLE}`);
  });

  it('is not approved twice: the field names the source that has the address', async () => {
    room.pushLedger(heard(PIHOLE, 114));
    const form = fieldsOf(await room.page(`/sources/new?sender=${PIHOLE}`));
    await approve();
    const answer = await room.admin.submit('/sources', { ...form, name: 'again' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="hint-field-match-peer">Since its approval ${PIHOLE} is pihole. Change that`);
    expect(answer.text).toContain('name="name" value="again"');
    expect(await room.settingsOf('again')).toBeUndefined();
  });

  it.each([
    ['/sources/senders/ignore', {}],
    ['/sources/senders/merge', { into: '2' }],
  ])('is not given away by %s of a page that was open before', async (path, fields) => {
    await approve();
    await room.make({ name: 'dns', 'match.peer': '192.168.1.4' });
    const answer = await room.admin.submit(path, { sender: PIHOLE, ...fields });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain(`Since its approval ${PIHOLE} is pihole`);
    expect(await room.settingsOf('dns')).toMatchObject({ match: { peer: ['192.168.1.4'] } });
  });

  it('may share its address with a source that asks for more, and keeps its own', async () => {
    const location = await approve();
    await room.make({ name: 'cron of pihole', 'match.peer': PIHOLE, 'match.app': 'cron*' });
    const fields = fieldsOf(await room.page(`${location}/edit`));
    expect((await room.admin.submit(location, { ...fields, notes: 'attic' })).location).toBe(location);
    await room.make({ name: 'dns', 'match.peer': '192.168.1.4' });
    const changed = await room.admin.submit(location, { ...fields, version: '2', 'match.peer': '192.168.1.4' });
    expect([changed.status, changed.text.includes('192.168.1.4 is dns')]).toEqual([422, true]);
  });
});

it('says since when a sender is known by the time of receipt, whatever its clock says', async () => {
  await room.portal.add({
    'lanwarden.source': PIHOLE,
    'host.name': 'raspberry',
    '@timestamp': START_MS - 3 * HOUR_MS,
    'event.ingested': START_MS - 60_000,
  });
  room.pushLedger(heard(PIHOLE, 1));
  const html = await room.page('/sources?wait=1');
  expect(/first seen <time datetime="([^"]+)"/.exec(html)?.[1]).toBe(new Date(START_MS - 60_000).toISOString());
});

it('says in words when most of a source is unknown, and leads to what it sends', async () => {
  const portal = await startEventPortal({
    modules: [sources, inbox],
    config: { sources: [{ name: 'opn & sense' }, { name: 'web' }, { name: 'things' }] },
  });
  try {
    const browser = await portal.setUp();
    await portal.add(
      { 'lanwarden.source': 'opn & sense' },
      ...[1, 2].map(() => ({ 'lanwarden.source': 'web', 'event.dataset': 'linux-auth' })),
      { 'lanwarden.source': 'web' },
      ...['json', 'kv', 'gelf', 'linux-auth'].map((parser) => ({
        'lanwarden.source': 'things',
        'event.dataset': parser,
      })),
    );
    const html = (await browser.get('/sources?wait=1')).text;
    expect(html).toContain('<a class="src-unknown" href="/inbox?source=opn+%26+sense">0 % understood</a>');
    expect(html).toMatch(/66 %/);
    // Fallbacks understand nothing, here as under Parsing; but the inbox has none of it.
    expect(html).toMatch(/>25 %</);
    expect(html.match(/% understood/g)).toHaveLength(1);
    const page = (await browser.get('/sources/of?name=opn+%26+sense&wait=1')).text;
    expect(page).toContain('href="/inbox?source=opn+%26+sense">See what it sends');
    expect((await browser.get('/sources/of?name=web&wait=1')).text).not.toContain('See what it sends');
    const things = (await browser.get('/sources/of?name=things&wait=1')).text;
    expect(things).toMatch(/25 % <small>of its messages/);
    expect(things).not.toContain('See what it sends');
  } finally {
    await portal.close();
  }
});

describe('the form after a mistake', () => {
  it('leads from the box on top to each field that does not fit', async () => {
    await room.admin.get('/sources/new');
    const { text } = await room.admin.submit('/sources', { name: 'x', 'match.peer': 'nas.lan', drop: '(' });
    const links = [...text.matchAll(/<a href="#([^"]+)">([^<]+)<\/a>/g)].filter(([, id]) => id!.startsWith('field-'));
    expect(links.map(([, , label]) => label)).toEqual(['Sender addresses', 'Drop rules']);
    for (const [, id] of links) expect(text).toContain(`id="${id}"`);
  });

  it('still says whom it is for', async () => {
    room.pushLedger(heard(PIHOLE, 1));
    const fields = fieldsOf(await room.page(`/sources/new?sender=${PIHOLE}`));
    const { text } = await room.admin.submit('/sources', { ...fields, drop: '(' });
    expect(text).toContain(`For ${PIHOLE}, filled in from what it sent`);
  });
});
