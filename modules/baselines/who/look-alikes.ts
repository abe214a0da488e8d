// Accounts that look like a second one of somebody: `adm-alice` beside `alice`. A guess, for a person to confirm. Pure.

import { accountName } from '../identity/names.js';

export interface LookAlike {
  readonly name: string;
  /** Of the person. */
  readonly is: string;
}

/** How second accounts of administrators are called. Shorter ones (`a-`) are only taken with a separator. */
const MARK = '(?:adm|admin|administrator|da|ea|sa|su|srv|svc|priv|root|test|t[0-2]|vpn|ext|a|x)';
const BEFORE = new RegExp(`^${MARK}[-_.](.+)$`);
const BEHIND = new RegExp(`^(.+)[-_.]${MARK}$`);

/** @param names as logs have them, most used first @param isKnown already said, or not to be asked about */
export function lookAlikes(names: readonly string[], isKnown: (name: string) => boolean): readonly LookAlike[] {
  const accounts = [...new Set(names.flatMap((name) => accountName(name) ?? []))];
  const all = new Set(accounts);
  return accounts.flatMap((name) => {
    if (isKnown(name)) return [];
    const is = [BEFORE.exec(name)?.[1], BEHIND.exec(name)?.[1]].find((each) => each !== undefined && all.has(each));
    return is === undefined ? [] : [{ name, is }];
  });
}
