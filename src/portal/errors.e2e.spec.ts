// What people and programs get when something fails, and the headers that every answer carries.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sample } from '../../test/fixtures/modules/sample/index.js';
import { FIXTURE_MODULES, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';

const PARTIAL = { 'hx-request': 'true', 'hx-request-type': 'partial' };
/** As `hx-select` asks. */
const FULL = { ...PARTIAL, 'hx-request-type': 'full' };

describe('errors', () => {
  let portal: TestPortal;
  let browser: TestBrowser;

  beforeAll(async () => {
    portal = await startPortal({ modules: [sample], moduleDirs: [FIXTURE_MODULES] });
    browser = await portal.setUp();
  });
  afterAll(() => portal.close());

  it('shows a page with the way back and an id that is in the log, and tells nothing of its inside', async () => {
    const page = await browser.get('/sample/fault/crash');
    expect(page.status).toBe(500);
    expect(page.text).not.toContain('the secret inside');
    expect(page.text).toContain('href="/"');
    const id = /Error <code>([0-9a-f]{8})<\/code>/.exec(page.text)?.[1] ?? 'no id';
    expect(portal.logged.find((line) => line.includes(id))).toContain('the secret inside');
  });

  it.each(['broken', 'unreadable'])('shows the error inside the layout when a page’s template is %s', async (path) => {
    for (let visits = 0; visits < 2; visits++) {
      const page = await browser.get(`/sample/${path}`);
      expect([page.status, page.text.includes('lw-nav'), page.text.includes('Half a page')]).toEqual([
        500,
        true,
        false,
      ]);
      expect(page.text).not.toMatch(/nothing is not defined|broken\.ejs|unreadable\.ejs/);
      const id = /Error <code>([0-9a-f]{8})<\/code>/.exec(page.text)?.[1] ?? 'no id';
      expect(portal.logged.find((line) => line.includes(id))).toContain(`${path}.ejs`);
    }
    expect((await browser.get('/sample')).status).toBe(200);
  });

  it('shows a fault’s own sentence, escaped', async () => {
    const page = await browser.get('/sample/fault/%3Cscript%3E');
    expect([page.status, page.text.includes('&lt;script&gt;'), page.text.includes('<script>')]).toEqual([
      400,
      true,
      false,
    ]);
  });

  it('answers the API with problem+json', async () => {
    const answer = await browser.get('/api/v1/sample/fault/x');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const expected = {
      type: 'urn:lanwarden:query-invalid',
      title: 'The query has a mistake',
      status: 400,
      detail: 'Expected a value: x',
      at: 12,
    };
    expect(JSON.parse(answer.text)).toMatchObject(expected);
    expect(JSON.parse((await browser.get('/api/v1/nothing')).text)).toMatchObject({
      status: 404,
      type: 'urn:lanwarden:not-found',
    });
    expect(JSON.parse((await portal.browser().get('/api/v1/sample/1')).text)).toMatchObject({ status: 401 });
  });

  it('answers broken JSON with 400, not with a crash', async () => {
    const answer = await browser.send('POST', '/api/v1/sample', {
      headers: { 'content-type': 'application/json' },
      body: '{"said":',
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  });

  it.each([
    ['a part', '/sample/fault/x', PARTIAL, 400],
    ['a part of a whole page', '/sample/fault/x', FULL, 400],
    ['a part while nobody can be looked up', '/assets/nowhere', PARTIAL, 404],
  ])('answers htmx, which asks for %s, with a notice on top of the page', async (_what, path, headers, status) => {
    const answer = await browser.get(path, headers);
    const [retarget, reselect] = ['hx-retarget', 'hx-reselect'].map((name) => answer.headers.get(name));
    expect([answer.status, retarget, reselect]).toEqual([status, '#notices', '.alert']);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.text).toMatch(/^\s*(<!--.*-->)?\s*<div class="alert /);
  });

  it('shows 404 inside the layout to people who are logged in, and without it to others', async () => {
    const [known, unknown] = [await browser.get('/nowhere'), await portal.browser().get('/nowhere')];
    expect([known.status, known.text.includes('lw-nav')]).toEqual([404, true]);
    expect([unknown.status, unknown.text.includes('lw-nav')]).toEqual([404, false]);
  });

  it.each(['/login', '/nowhere', '/api/v1/nothing', '/healthz', '/%'])(
    'sends the security headers with %s',
    async (path) => {
      const { headers } = await portal.browser().get(path);
      const csp = headers.get('content-security-policy') ?? '';
      expect(csp).toContain("default-src 'self'");
      expect(csp).toContain("frame-ancestors 'none'");
      expect(csp).not.toMatch(/unsafe|upgrade-insecure/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('strict-transport-security')).toBeNull();
    },
  );

  it('sends HSTS and secure cookies when people come by https', async () => {
    const secure = await startPortal({ config: { portal: { url: 'https://logs.example.org' } } });
    const { headers } = await secure.browser().get('/login');
    await secure.close();
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
    expect(headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax; Secure$/);
  });
});

describe('pages', () => {
  let portal: TestPortal;
  let browser: TestBrowser;

  beforeAll(async () => {
    portal = await startPortal({ modules: [sample], moduleDirs: [FIXTURE_MODULES] });
    browser = await portal.setUp();
  });
  afterAll(() => portal.close());

  it('are whole for a browser and a part for htmx', async () => {
    expect((await browser.get('/sample?said=hello')).text).toContain('<html');
    const part = await browser.get('/sample?said=hello', PARTIAL);
    expect([part.text.includes('<html'), part.text.includes('hello')]).toEqual([false, true]);
    expect((await browser.get('/sample', FULL)).text).toContain('<html');
    // htmx says nothing else of itself when somebody goes back.
    expect((await browser.get('/sample', { 'hx-history-restore-request': 'true' })).text).toContain('<html');
  });

  it('show a message after a change, once and escaped', async () => {
    await browser.get('/sample');
    const { location } = await browser.submit('/sample', { said: 'x' });
    expect((await browser.get(location!)).text).toContain('Kept &lt;b&gt;x&lt;/b&gt;');
    expect((await browser.get(location!)).text).not.toContain('Kept');
  });

  it('keep the chosen theme', async () => {
    await browser.get('/sample');
    expect((await browser.submit('/theme', { theme: 'dark', back: '//evil.example' })).location).toBe('/');
    expect((await browser.get('/sample')).text).toContain('data-bs-theme="dark"');
  });

  it('serve their assets for ever, packed, and nothing else', async () => {
    const href = /href="(\/assets\/[0-9a-f]+\/lanwarden\.css)"/.exec((await browser.get('/sample')).text)![1]!;
    const { headers, status } = await browser.get(href, { 'accept-encoding': 'gzip' });
    expect([status, headers.get('cache-control'), headers.get('content-encoding')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
      'gzip',
    ]);
    expect((await browser.get('/assets/0/..%2f..%2fpackage.json')).status).toBe(404);
    expect((await browser.get('/assets/0/lanwarden.css')).headers.get('cache-control')).toBe('no-cache');
  });
});
