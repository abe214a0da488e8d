// Claims alone: names and roles of the issuers people use, and of those who try something.

import { expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { claimAt, type Claims, roleOf, usernameOf } from './claims.js';

it.each<[Claims, string | undefined, string | undefined]>([
  [{ sub: '1', preferred_username: 'Anna', email: 'a@example.org' }, undefined, 'anna'],
  [{ sub: '1', email: 'A.B@example.org' }, undefined, 'a.b@example.org'],
  [{ sub: '8f2c' }, undefined, '8f2c'],
  [{ sub: '1', preferred_username: 42, email: '' }, undefined, '1'],
  [{ sub: '1', preferred_username: 'CORP\\Jane Doe' }, undefined, 'corp-jane-doe'],
  [{ sub: '1', preferred_username: '../../etc' }, undefined, 'etc'],
  [{ sub: '1', preferred_username: 'ju\u0308rgen' }, undefined, 'jürgen'],
  [{ sub: '1', preferred_username: '   ' }, undefined, '1'],
  [{ sub: '1', preferred_username: 'x'.repeat(1_000) }, undefined, 'x'.repeat(64)],
  [{ sub: '1', nickname: 'nick' }, 'nickname', 'nick'],
  [{ sub: '1', preferred_username: 'anna' }, 'nickname', undefined],
  [{ sub: '1', user: { name: 'deep' } }, 'user.name', 'deep'],
  [{ sub: '1', preferred_username: 'anna' }, '__proto__.x', undefined],
])('makes of %j by %s the name %s', (claims, usernameClaim, name) => {
  expect(usernameOf(claims, { usernameClaim })).toBe(name);
});

const mapped = { roleClaim: 'groups', roles: { viewer: ['family'], analyst: ['helpers'], admin: ['owners'] } };

it.each<[Claims, object, string | undefined]>([
  [{ groups: ['family'] }, mapped, 'viewer'],
  [{ groups: ['family', 'owners', 'helpers'] }, mapped, 'admin'],
  [{ groups: 'helpers' }, mapped, 'analyst'],
  [{ groups: { owners: { org: 1 } } }, mapped, 'admin'],
  [{ groups: ['Owners', 'owners '] }, mapped, undefined],
  [{ groups: [['owners'], null, 7] }, mapped, undefined],
  [{}, mapped, undefined],
  [{}, { ...mapped, defaultRole: 'viewer' }, 'viewer'],
  [{ groups: ['owners'] }, { ...mapped, defaultRole: 'viewer' }, 'admin'],
  [{ groups: ['owners'] }, { defaultRole: 'analyst' }, 'analyst'],
  [{ realm_access: { roles: ['owners'] } }, { ...mapped, roleClaim: 'realm_access.roles' }, 'admin'],
  [{ 'https://example.org/roles': ['owners'] }, { ...mapped, roleClaim: 'https://example.org/roles' }, 'admin'],
  [{ groups: {} }, { ...mapped, roles: { admin: ['constructor', 'toString'] } }, undefined],
])('gives %j with %j the role %s', (claims, oidc, role) => {
  expect(roleOf(claims, configSchema.parse({ oidc }).oidc)).toBe(role);
});

it('does not go into what objects have by themselves', () => {
  expect(claimAt({ a: {} }, 'a.constructor.name')).toBeUndefined();
  expect(claimAt({ a: 'text' }, 'a.length')).toBeUndefined();
});
