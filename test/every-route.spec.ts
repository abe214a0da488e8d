// Every route of every module in the repo, called for real: who may not, is refused; what changes something asks for the CSRF token and
// names its audit entry.

import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Permissions } from '#src/portal/access/permissions.js';
import type { PortalModule } from '#src/plugin/module.js';
import type { Route } from '#src/portal/api/route-table.js';
import { sentenceText } from '../modules/audit/sentences.js';
import events from '../modules/events/index.js';
import users from '../modules/users/index.js';
import { PASSWORD } from './helpers/portal.js';
import { type EventPortal, startEventPortal } from './helpers/event-portal.js';
import type { Answer, TestBrowser } from './helpers/test-browser.js';

const SAFE = ['GET', 'HEAD', 'OPTIONS'];
const isSafe = ({ method }: Route): boolean => SAFE.includes(method);
const isApi = ({ path }: Route): boolean => path.startsWith('/api/');
const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

let modules: readonly PortalModule[];
let portal: EventPortal;
let admin: TestBrowser;
let viewer: TestBrowser;

beforeAll(async () => {
  modules = await otherModules();
  portal = await startEventPortal({ modules });
  admin = await portal.setUp();
  await admin.open('/users');
  await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
  viewer = portal.browser();
  await viewer.logIn('vera', PASSWORD);
  await viewer.open('/profile');
}, 60_000);

afterAll(() => portal.close());

/** Asks each of them, a few at a time, and answers with the sentences of those that are not as they should be. */
async function wrong(
  routes: readonly Route[],
  ask: (route: Route) => Promise<Answer>,
  isRight: (answer: Answer, route: Route) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  for (const route of routes) {
    const answer = await ask(route);
    if (!isRight(answer, route)) found.push(`${nameOf(route)} answers ${answer.status} ${answer.location ?? ''}`);
  }
  return found;
}

const shapeOf = (path: string): string => path.replaceAll(/:\w+/g, ':');
const pathOf = (route: Route, id: string): string => route.path.replace(/:\w+/g, id).replace(/\*\w*/g, 'x');

/** They would end the session that asks, or the sessions of all. */
const ENDS_SOMETHING = /^\/logout$|^\/profile\/sessions/;
const FIELDS = '{"a":[]}';
/** Names that forms here know, with what no form sends. */
const LISTS = JSON.stringify(
  Object.fromEntries(
    [
      'name',
      'password',
      'repeat',
      'old',
      'role',
      'disabled',
      'code',
      'token',
      'scopes',
      'expires',
      'theme',
      'next',
      'path',
      'q',
      'show',
      'confirm',
      'from',
      'to',
      'job',
      'shared',
      'pinned',
      'cursor',
      'text',
      'peer',
      'transport',
      'source',
      'sender',
      'into',
      'unknown',
      'direction',
      'page',
      'zone',
      'version',
      'kind',
      'match',
      'allow',
      'drop',
      'notes',
      'sensitive',
      'parser',
      'retention',
      'host',
      'tls',
      'receivedAt',
      'about',
      'scope',
      'until',
      'date',
      'is',
      'anew',
      'finding',
      'entity',
      'day',
      'hour',
      'verdict',
    ].map((name) => [name, [{}, null]]),
  ),
);
/** Answer a page at an address that has none by GET. To be shortened, never made longer. */
const NO_PAGE_YET: ReadonlySet<string> = new Set([
  'POST /events/saved/:id/rename',
  'POST /baselines/who/:list',
  'POST /channels/new/:kind/preview',
  'POST /channels/:id/preview',
  'POST /channels/:id/rotate',
  'POST /import/:id/start',
  'POST /rules/form',
  'POST /rules/try',
  'POST /rules/exceptions/preview',
  'POST /rules/exceptions/:id',
  'POST /sources/keys',
  'POST /sources/keys/:id/rotate',
  'POST /system/plugins/:id/settings',
  'POST /system/configuration/:section',
  'POST /system/store/retention',
]);
const ODD_BODIES = [
  ['application/json', 'null'],
  ['application/json', '[]'],
  ['application/json', '"x"'],
  ['text/plain', 'x'],
  ['application/json', FIELDS],
  ['application/json', LISTS],
] as const;

const call = (browser: TestBrowser, route: Route, fields: Record<string, string> = {}): Promise<Answer> => {
  const path = pathOf(route, '1');
  return isSafe(route)
    ? browser.get(path)
    : browser.send(route.method, path, {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(fields).toString(),
      });
};

describe('every route', () => {
  it('is found, of every module', () => {
    expect(portal.routes.length).toBeGreaterThan(40);
    for (const { id } of modules) expect(portal.logged.join('')).not.toContain(`modules/${id}: could not be loaded`);
  });

  it('declares who may call it and what the audit log says of it', () => {
    expect(
      portal.logged.filter((line) => line.includes('route refused') || line.includes('could not be loaded')),
    ).toEqual([]);
  });

  it('that is not public is closed to strangers', async () => {
    const closed = portal.routes.filter(({ access }) => access?.kind !== 'public');
    const stranger = portal.browser();
    const isRefused = (answer: Answer): boolean =>
      [401, 403].includes(answer.status) || (answer.location?.startsWith('/login') ?? false);
    expect(await wrong(closed, (route) => call(stranger, route), isRefused)).toEqual([]);
  });

  it('that changes something asks for the CSRF token, also where nobody needs to be logged in', async () => {
    const changing = portal.routes.filter((route) => !isSafe(route));
    expect(changing.length).toBeGreaterThan(15);
    expect(
      await wrong(
        changing,
        (route) => call(admin, route),
        (answer) => answer.status === 403 && /form|token/i.test(answer.text),
      ),
    ).toEqual([]);
    const open = changing.filter(({ access }) => access?.kind === 'public');
    expect(
      await wrong(
        open,
        (route) => call(portal.browser(), route),
        ({ status }) => status === 403,
      ),
    ).toEqual([]);
  });

  it('that a viewer has no permission for is refused, reading or changing, with the token too', async () => {
    const permissions = new Permissions([users, events, ...modules]);
    const beyond = portal.routes.filter(
      ({ access }) => access?.kind === 'permission' && !permissions.allows('viewer', access.id),
    );
    expect(beyond.length).toBeGreaterThan(15);
    expect(
      await wrong(
        beyond,
        (route) => call(viewer, route, { _csrf: viewer.csrf }),
        ({ status, text }) => status === 403 && text.includes('permission'),
      ),
    ).toEqual([]);
  });

  it('that changes something is written to the audit log, or says why it is not', () => {
    const unsaid = portal.routes.filter(
      (route) =>
        !isSafe(route) &&
        typeof route.audited !== 'string' &&
        typeof (route.audited as { reason?: string } | undefined)?.reason !== 'string',
    );
    expect(unsaid.map(nameOf)).toEqual([]);
  });

  it('that is written to the audit log is said there in words', () => {
    const actions = portal.routes.flatMap(({ audited }) => (typeof audited === 'string' ? [audited] : []));
    const said = actions.map((action) =>
      sentenceText({ at: 0, actor: 'ann', action, target: 'x', outcome: 'success' }),
    );
    expect(said.filter((sentence) => sentence.includes('did “'))).toEqual([]);
  });

  it('that answers a change with a page has a page for who loads it again, or goes there by the address alone', () => {
    const read = new Set(portal.routes.filter(({ method }) => method === 'GET').map(({ path }) => shapeOf(path)));
    const lost = portal.routes.filter((route) => !isSafe(route) && route.isPage && !read.has(shapeOf(route.path)));
    expect(lost.map(nameOf).filter((name) => !NO_PAGE_YET.has(name))).toEqual([]);
  });

  it('that only looks answers an admin without a fault of the program', async () => {
    const looking = portal.routes.filter((route) => isSafe(route) && !route.path.includes('/export'));
    expect(
      await wrong(
        looking,
        (route) => call(admin, route),
        ({ status }) => status < 500 || status === 503,
      ),
    ).toEqual([]);
  });

  it('says of an address with a NUL in it that there is nothing', async () => {
    const named = portal.routes.filter(({ path }) => path.includes(':'));
    await admin.open('/profile');
    const ask = (route: Route): Promise<Answer> =>
      admin.send(route.method, pathOf(route, 'a%00b'), { headers: { 'x-csrf-token': admin.csrf } });
    expect(await wrong(named, ask, ({ status }) => status === 404)).toEqual([]);
  });

  it('answers what asks for a NUL without a fault of the program', async () => {
    const asked = ['q', 'text', 'name', 'source', 'actor', 'action', 'user', 'rule', 'entity', 'assignee', 'channel'];
    const query = asked.map((name) => `${name}=a%00b`).join('&');
    const ask = (route: Route): Promise<Answer> => admin.get(`${pathOf(route, '1')}?${query}`);
    const shown = portal.routes.filter(({ method, path }) => method === 'GET' && !path.endsWith('stream'));
    expect(await wrong(shown, ask, ({ status }) => status !== 500)).toEqual([]);
  });

  it('that changes something takes no body for what it is not, and answers without a fault of the program', async () => {
    const changing = portal.routes.filter((route) => !isSafe(route) && !ENDS_SOMETHING.test(route.path));
    expect(changing.length).toBeGreaterThan(50);
    await admin.open('/profile');
    for (const [type, body] of ODD_BODIES) {
      const send = (route: Route): Promise<Answer> =>
        admin.send(route.method, pathOf(route, '987654'), {
          headers: { 'content-type': type, 'x-csrf-token': admin.csrf },
          body,
        });
      const isRight = ({ status }: Answer): boolean => ([FIELDS, LISTS].includes(body) ? status < 500 : status === 400);
      expect(await wrong(changing, send, isRight), body).toEqual([]);
    }
    expect((await admin.get('/profile')).status).toBe(200);
  });

  it('of the API is described', () => {
    expect(
      portal.routes.filter((route) => isApi(route) && route.path.startsWith('/api/v') && route.api === undefined),
    ).toEqual([]);
  });
});

async function otherModules(): Promise<PortalModule[]> {
  const ids = readdirSync('modules', { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !['users', 'events'].includes(entry.name),
  );
  return Promise.all(
    ids.map(async ({ name }) => ((await import(`../modules/${name}/index.ts`)) as { default: PortalModule }).default),
  );
}
