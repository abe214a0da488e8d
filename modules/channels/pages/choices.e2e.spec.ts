// The form of a channel offers the rules and sources that there are, knows which ids are none, and says when nothing could arrive.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { hold, inside } from '../../../test/fixtures/modules/inside/index.js';
import { startPortal, type TestPortal } from '../../../test/helpers/portal.js';
import type { Answer, TestBrowser } from '../../../test/helpers/test-browser.js';
import system from '../../system/index.js';
import channels from '../index.js';

const RULES = [
  { id: 'brute-force-address', name: 'Brute force by address', state: 'on' },
  { id: 'port-scan', name: 'Port scan <b>', state: 'test' },
  { id: 'door', name: 'Door', state: 'off' },
] as const;

let portal: TestPortal;
let admin: TestBrowser;
let token: string;
let rules: readonly (typeof RULES)[number][] = RULES;
beforeAll(async () => {
  portal = await startPortal({ modules: [channels, system, inside], config: { sources: [{ name: 'nas "1"' }] } });
  admin = await portal.setUp();
  hold.inside!.ruleNames.register(() => rules);
  const { tokens, close } = await openAccounts(portal.config);
  token = (await tokens.create({ name: 'admin', role: 'admin', createdBy: 'test' })).secret;
  await close();
});
afterAll(() => portal.close());

const page = async (path: string): Promise<string> => (await admin.get(path)).text;
const send = async (path: string, fields: Record<string, string>): Promise<Answer> =>
  admin.submit(path, {
    'routing.minSeverity': 'low',
    'routing.budgetPerHour': '5',
    'routing.types': 'raised',
    enabled: 'on',
    'settings.server': 'https://10.0.0.9',
    'secrets.token': 'secret',
    ...fields,
  });
async function make(fields: Record<string, string>): Promise<string> {
  const { status, location } = await send('/channels/new/gotify', fields);
  expect(status).toBe(303);
  return location!;
}
const checked = (html: string): readonly string[] =>
  [...html.matchAll(/name="routing\.rules" value="([^"]*)" checked/g)].map(([, id]) => id!);
const add = async (body: object): Promise<{ status: number; text: string }> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${portal.url}/api/v1/channels`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, text: await answer.text() };
};

describe('only some rules', () => {
  it('are chosen by name, by what they do now, and stay chosen', async () => {
    const form = await page('/channels/new/gotify');
    expect(form).toMatch(/On<\/p>.*Brute force by address.*In test mode: nobody is told<\/p>.*Port scan &lt;b&gt;.*Off<\/p>.*Door/s); // prettier-ignore
    expect(checked(form)).toEqual([]);
    const path = await make({ name: 'Some', 'routing.rules': 'door\nport-scan' });
    expect(checked(await page(`${path}/edit`))).toEqual(['port-scan', 'door']);
    for (const each of [path, '/channels'])
      expect(await page(each)).toContain('Low and above, the rules Door and Port scan &lt;b&gt;;');
  });

  it('that are none are a mistake, which names the nearest', async () => {
    const { status, text } = await send('/channels/new/gotify', {
      name: 'Slip',
      'routing.rules': 'brute-force-adress',
    });
    expect(status).toBe(422);
    expect(text).toContain('There is no rule brute-force-adress, did you mean brute-force-address (Brute force by address)?'); // prettier-ignore
    expect(text).toContain('<a href="#field-routing-rules">Rules</a>');
    expect(checked(text)).toEqual(['brute-force-adress']);
    const body = { name: 'Slip', kind: 'gotify', settings: { server: 'https://10.0.0.9' }, secrets: { token: 'x' } };
    const api = await add({ ...body, routing: { rules: ['door', 'Port scan'] } });
    expect(api.status).toBe(400);
    expect(JSON.parse(api.text)).toMatchObject({
      problems: [
        { path: 'routing.rules.1', what: 'there is no rule Port scan, did you mean port-scan (Port scan <b>)?' },
      ],
    });
    expect((await add({ ...body, routing: { rules: ['door'] } })).status).toBe(201);
  });

  it('that are gone stay in sight until somebody leaves them out', async () => {
    const path = await make({ name: 'Old', 'routing.rules': 'door' });
    rules = RULES.slice(0, 1);
    const form = await page(`${path}/edit`);
    expect(form).toMatch(/No such rule<\/p>\s*<label[^>]*><input[^>]*value="door" checked/);
    const version = /name="version" value="(\d+)"/.exec(form)![1]!;
    expect((await send(path, { name: 'Old', version, 'routing.rules': 'door' })).status).toBe(303);
    rules = RULES;
  });

  it('without rules in reach nothing is known, and every id is good', async () => {
    rules = [];
    expect(await page('/channels/new/gotify')).toContain('There are no rules to choose from.');
    await make({ name: 'Blind', 'routing.rules': 'anything' });
    rules = RULES;
  });
});

it('sources are suggested, and any other is good, too', async () => {
  const form = await page('/channels/new/gotify');
  expect(form).toMatch(/name="routing\.sources" value="" list="ch-source-names"/);
  expect(form).toContain('<option value="nas &#34;1&#34;">');
  const path = await make({ name: 'Sources', 'routing.sources': 'nas "1"\nweb1\n\nweb1' });
  const names = [...(await page(`${path}/edit`)).matchAll(/name="routing\.sources" value="([^"]*)"/g)];
  expect(names.map(([, name]) => name)).toEqual(['nas &#34;1&#34;', 'web1', '', '', '']);
});

describe('an address where nothing may go', () => {
  it.each(['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]/'])(
    'such as %s is kept, and said on its page and at its field, with the way out',
    async (server) => {
      const path = await make({ name: server, 'settings.server': server });
      for (const each of [path, `${path}/edit`]) {
        const text = await page(each);
        expect(text).toMatch(/As it is set now, nothing arrives there: .* is this machine itself/);
        expect(text).toContain('href="/system/configuration?q=channels.targets.loopback"');
      }
      expect(await page(`${path}/edit`)).toMatch(/id="hint-field-settings-server">.*?nothing arrives there/s);
    },
  );

  it('is said beside the secret of a new webhook', async () => {
    const { text } = await send('/channels/new/webhook', { name: 'Hook', 'settings.url': 'https://169.254.169.254/x' });
    expect(text).toContain('Copy it now');
    expect(text).toMatch(/nothing arrives there: 169\.254\.169\.254 is the metadata service/);
  });

  it('that is sealed is said without it', async () => {
    const url = 'http://127.0.0.1/api/webhook/very-secret';
    const { location } = await send('/channels/new/home-assistant', { name: 'Home', 'secrets.url': url });
    for (const each of [location!, `${location}/edit`]) {
      expect(await page(each)).toContain('nothing arrives there: 127.0.0.1 is this machine itself');
      expect(await page(each)).not.toContain('very-secret');
    }
  });

  it('is not said of one that may be reached', async () => {
    const path = await make({ name: 'Good' });
    for (const each of [path, `${path}/edit`]) expect(await page(each)).not.toContain('nothing arrives there');
  });
});

it('a channel that is called as its kind is not called so twice', async () => {
  const path = await make({ name: 'Gotify' });
  expect((await page('/channels')).match(/ch-kind">Gotify/g)?.length ?? 0).toBeGreaterThan(0);
  const list = await page('/channels');
  const item = list.slice(list.indexOf(`href="${path}">Gotify</a>`)).split('</li>')[0]!;
  expect(item).not.toContain('ch-kind');
});
