// What an issuer says of a person, turned into a user name and a role. Claims are text from outside: nothing of them is trusted to fit.

import type { Config } from '#config/schema.js';
import { isObject } from '#src/event/json-text.js';
import type { Role } from '#src/plugin/module.js';

export type Claims = Readonly<Record<string, unknown>>;
type OidcConfig = Config['oidc'];

const NAME_CLAIMS = ['preferred_username', 'email', 'sub'] as const;
const MAX_NAME_LENGTH = 64;
const ROLES_DOWN: readonly Role[] = ['admin', 'analyst', 'viewer'];

/** Fit for an account (`CORP\Jane Doe` -> `corp-jane-doe`); undefined when the configured claim is missing or holds nothing usable. */
export function usernameOf(claims: Claims, { usernameClaim }: Pick<OidcConfig, 'usernameClaim'>): string | undefined {
  const names = usernameClaim === undefined ? NAME_CLAIMS : [usernameClaim];
  return names
    .map((name) => claimAt(claims, name))
    .filter((value) => typeof value === 'string')
    .map(accountName)
    .find((name) => name !== '');
}

/** The highest role that a value of the role claim is mapped to, else the default role; undefined when there is neither. */
export function roleOf(claims: Claims, { roleClaim, roles, defaultRole }: OidcConfig): Role | undefined {
  if (roleClaim === undefined) return defaultRole;
  const values = valuesOf(claimAt(claims, roleClaim));
  return ROLES_DOWN.find((role) => roles[role].some((value) => values.has(value))) ?? defaultRole;
}

/** By its whole name first (`https://example.org/roles`, `cognito:groups`), else down the dots (`realm_access.roles`). */
export function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split('.')
    .reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), claims);
}

/** A text, a list of texts, or an object whose keys are the roles (Zitadel). */
function valuesOf(claim: unknown): ReadonlySet<unknown> {
  if (Array.isArray(claim)) return new Set(claim);
  return new Set(isObject(claim) ? Object.keys(claim) : [claim]);
}

function accountName(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .slice(0, 300)
    .replaceAll(/[^\p{L}\p{N}._@-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, MAX_NAME_LENGTH)
    .replace(/-+$/, '');
}
