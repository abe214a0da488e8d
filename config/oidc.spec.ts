// Which settings of the OpenID Connect login are refused together, and that its secret is one.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig, wholeSchema } from './load.js';
import { renderEffective } from './render.js';

const GOOD = { issuer: 'https://sso.example.org/realms/house', clientId: 'lanwarden', defaultRole: 'viewer' };
const load = (oidc: object, env: NodeJS.ProcessEnv = {}) => loadConfig({ defaultFiles: [], env, overrides: { oidc } });

it.each([
  [{}],
  [GOOD],
  [{ ...GOOD, defaultRole: undefined, roleClaim: 'groups', roles: { admin: ['owners'] } }],
  [{ ...GOOD, issuer: 'http://127.0.0.1:9000', allowInsecure: true }],
])('takes %j', (oidc) => expect(() => load(oidc)).not.toThrow());

it.each([
  [{ issuer: GOOD.issuer, defaultRole: 'viewer' }, 'issuer and clientId belong together'],
  [{ clientId: 'x', defaultRole: 'viewer' }, 'issuer and clientId belong together'],
  [{ ...GOOD, issuer: 'http://sso.example.org' }, 'expected an https:// address'],
  [{ ...GOOD, issuer: 'sso.example.org' }, 'expected an address such as'],
  [{ ...GOOD, issuer: 'javascript:alert(1)', allowInsecure: true }, 'expected an address such as'],
  [{ ...GOOD, scopes: 'profile email' }, 'openid must be one of them'],
  [{ ...GOOD, defaultRole: undefined }, 'nobody could log in'],
  [{ ...GOOD, roleClaim: 'groups' }, 'say which values of roleClaim'],
  [{ ...GOOD, roles: { admin: ['owners'] } }, 'which claim to look at'],
])('refuses %j', (oidc, message) => expect(() => load(oidc)).toThrow(message));

it('reads the client secret from a file and never shows it', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-oidc-'));
  const path = join(dir, 'secret');
  writeFileSync(path, 'hush\n');
  const loaded = load(GOOD, { LANWARDEN_OIDC__CLIENT_SECRET_FILE: path });
  rmSync(dir, { recursive: true });
  expect(loaded.config.oidc.clientSecret).toBe('hush');
  expect(renderEffective(loaded, wholeSchema({}))).not.toContain('hush');
});
