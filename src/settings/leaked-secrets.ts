// A kept secret goes only where it was given for: who changes in the portal whom it is told must know it, or take it away.

import type { LoadedConfig } from '#config/load.js';
import type { Problem } from '#config/problems.js';
import type { SettingChanges } from './settings-store.js';

const SECRET = 'oidc.clientSecret';

/** Of the client secret, which the issuer gets: another issuer, or one that may be asked without TLS from now on. */
export function leakedSecrets(before: LoadedConfig, after: LoadedConfig, changes: SettingChanges): readonly Problem[] {
  const { clientSecret, allowInsecure } = after.config.oidc;
  const [was, now] = [issuerOf(before), issuerOf(after)];
  const isGiven = changes[SECRET] !== undefined;
  if (now === undefined || clientSecret === undefined || isGiven) return [];
  const isInsecureNow = allowInsecure && !before.config.oidc.allowInsecure;
  if (was === now && !isInsecureNow) return [];
  const origin = after.origins.get(SECRET);
  if (origin !== 'portal') {
    const place = after.wheres.get(SECRET) ?? 'the command line';
    const what = `the client secret comes from ${place}, and ${now} would be told it: set oidc.issuer and oidc.allowInsecure there, too`;
    return [{ path: 'oidc.issuer', what }];
  }
  const other = isInsecureNow ? 'without oidc.allowInsecure' : `for ${was ?? 'no issuer'}, not for ${now}`;
  return [{ path: SECRET, what: `enter it again, or take it away: the one that is kept was given ${other}` }];
}

function issuerOf({ config: { oidc } }: LoadedConfig): string | undefined {
  return oidc.issuer === undefined ? undefined : new URL(oidc.issuer).origin;
}
