// The way from what was found to a rule that tells of it: from a search, and from one event.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definePortalModule } from '#src/plugin/module.js';
import { type EventPortal, startEventPortal } from '../../test/helpers/event-portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';

/** Stands for modules/rules: only its permission counts here. */
const rules = definePortalModule({
  id: 'rules',
  title: 'Rules',
  contract: '^1.0.0',
  permissions: [{ id: 'rules.write', title: 'Make them', roles: ['analyst'] }],
  portal: async () => class {},
});

const rulesWantedBy = (html: string): readonly (string | null)[] =>
  [...html.matchAll(/href="\/rules\/new([^"]*)"/g)].map(([, query]) =>
    new URLSearchParams(query!.replaceAll('&amp;', '&').slice(1)).get('q'),
  );

describe('with rules', () => {
  let portal: EventPortal;
  let browser: TestBrowser;
  beforeAll(async () => {
    portal = await startEventPortal({ modules: [rules] });
    browser = await portal.setUp();
  });
  afterAll(() => portal.close());

  it('a search leads to a rule of it, beside Live and Save, and one with a mistake to an empty one', async () => {
    await portal.add({ message: 'Failed password for root', 'process.name': 'sshd' });
    const { text } = await browser.get(`/events?q=${encodeURIComponent('app:sshd -user:"a & b"')}`);
    expect(rulesWantedBy(text)).toEqual(['app:sshd -user:"a & b"']);
    const [, popover] = /<div class="ev-pop-box">\s*<label class="form-label" for="save-name">(.*?)<\/details>/s.exec(text)!; // prettier-ignore
    expect(popover).not.toContain('/rules/');
    expect(rulesWantedBy((await browser.get('/events')).text)).toEqual([null]);
    expect(rulesWantedBy((await browser.get('/events?q=usr:root')).text)).toEqual([null]);
  });

  it.each([
    [{ 'event.action': 'ssh_login', 'event.outcome': 'failure', 'process.name': 'sshd' }, 'action:ssh_login outcome:failure'], // prettier-ignore
    [{ 'event.dataset': 'windows', 'event.code': '4625' }, 'parser:windows code:4625'],
    [{ 'process.name': 'my "app"', 'event.severity': 4 }, 'app:"my \\"app\\"" level:4'],
    [{ 'process.name': undefined, 'event.dataset': 'kv', 'event.severity': 1 }, 'parser:kv level:1'],
  ] as const)('an event such as %j leads to a rule for %s', async (fields, query) => {
    const [id] = await portal.add(fields as object);
    expect(rulesWantedBy((await browser.get(`/events/${id}`)).text)).toEqual([query]);
    const { text } = await browser.get(`/events?q=${encodeURIComponent(query)}`);
    expect(text).toContain(`/events/${id}`);
  });
});

describe('without rules', () => {
  it('nothing leads there', async () => {
    const portal = await startEventPortal();
    const browser = await portal.setUp();
    const [id] = await portal.add({ message: 'x', 'event.action': 'ssh_login' });
    for (const path of ['/events?q=x', `/events/${id}`])
      expect((await browser.get(path)).text).not.toContain('/rules/new');
    await portal.close();
  });
});
