// A name as people type it, or as it stands in logs, as the name it is learned under.

import { type Entity, type EntityKind, MAX_NAME_CHARS } from '../engine/entity.js';
import type { IdentitySettings } from '../identity/identity-settings.js';
import { accountName, hostName } from '../identity/names.js';
import { sourceAddress } from '../identity/networks.js';

/** Undefined: nobody is learned under such a name. */
export function canonicalEntity(kind: EntityKind, name: string, { aliases }: IdentitySettings): Entity | undefined {
  if (name.length > 4 * MAX_NAME_CHARS) return undefined;
  const found = kind === 'user' ? aliased(name, aliases) : kind === 'host' ? hostName(name) : sourceAddress(name)?.ip;
  return found === undefined || found.length > MAX_NAME_CHARS ? undefined : { kind, name: found };
}

function aliased(text: string, aliases: IdentitySettings['aliases']): string | undefined {
  const name = accountName(text);
  const alias = Object.entries(aliases).find(([each]) => accountName(each) === name);
  return alias === undefined ? name : accountName(alias[1]);
}
