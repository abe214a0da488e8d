// A real OpenID Connect issuer on loopback for tests. Whoever comes is logged in as `person`, without a form; claims beyond `sub` are
// told at the userinfo endpoint only, as the standard has it.

import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import type { TestBrowser } from './test-browser.js';

export const CLIENT = { clientId: 'lanwarden', clientSecret: 'a secret of & for the client' };

export interface TestIssuer {
  readonly url: string;
  /** Who logs in next. */
  person: Record<string, unknown> & { readonly sub: string };
  /** Requests to the token endpoint so far. */
  tokenRequests(): number;
  close(): Promise<void>;
}

/** `portalUrl` is asked late: the portal is started after the issuer. `port`: to come back where it was. */
export async function startIssuer(portalUrl: () => string, port = 0): Promise<TestIssuer> {
  let listener: import('node:http').RequestListener = (_request, response) => response.end();
  let tokenRequests = 0;
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/token')) tokenRequests += 1;
    listener(request, response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let provider: Provider | undefined;
  const issuer: TestIssuer = {
    url,
    person: { sub: 'anna' },
    tokenRequests: () => tokenRequests,
    close: () => close(server),
  };
  listener = (request, response) => {
    provider ??= makeProvider(url, portalUrl(), issuer);
    if (!request.url?.startsWith('/interaction/')) return void provider.callback()(request, response);
    void provider.interactionFinished(request, response, { login: { accountId: issuer.person.sub } });
  };
  return issuer;
}

/** Follows the issuer's redirects as a browser would; answers with the path that leads back to the portal. */
export async function logInAtIssuer(start: string, portalUrl: string): Promise<string> {
  const cookies = new Map<string, string>();
  let at = start;
  for (let hops = 0; hops < 10; hops++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const header of response.headers.getSetCookie()) {
      const [name = '', value = ''] = header.split(';')[0]!.split('=');
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`the issuer stopped with ${response.status}: ${await response.text()}`);
    at = new URL(location, at).href;
    if (at.startsWith(portalUrl)) return at.slice(portalUrl.length);
  }
  throw new Error('the issuer redirects for ever');
}

/** The whole way: button, issuer, back. Answers with the path of the callback and what it answered. */
export async function logInWithIssuer(browser: TestBrowser, portalUrl: string, next = '/') {
  const start = await browser.get(`/login/oidc?next=${encodeURIComponent(next)}`);
  const path = await logInAtIssuer(start.location ?? '', portalUrl);
  return { path, answer: await browser.get(path) };
}

function makeProvider(url: string, portalUrl: string, issuer: TestIssuer): Provider {
  return new Provider(url, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [`${portalUrl}/login/oidc/callback`],
        grant_types: ['authorization_code'],
      },
    ],
    cookies: { keys: ['of a test'] },
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups', 'realm_access'], email: ['email'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/interaction/login' },
    findAccount: (_ctx: unknown, sub: string) => ({ accountId: sub, claims: () => ({ ...issuer.person, sub }) }),
    // Everybody agreed to everything already.
    loadExistingGrant: async (ctx: GrantContext) => {
      const { Grant } = ctx.oidc.provider;
      const grant = new Grant({ accountId: ctx.oidc.session.accountId, clientId: CLIENT.clientId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
}

interface GrantContext {
  readonly oidc: { readonly provider: Provider; readonly session: { readonly accountId: string } };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
