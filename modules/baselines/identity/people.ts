// What people said about who is who (IdentitySettings), ready to be asked for each event.

import { MAX_NAME_CHARS } from '../engine/entity.js';
import type { IdentitySettings } from './identity-settings.js';
import { interned } from '#src/event/interned.js';
import { accountName, hostName } from './names.js';
import { matchesWildcard } from './wildcard.js';

/** Spellings that are remembered with what they stand for; a flood of invented names empties the memory instead of growing it. */
const MAX_SPELLINGS = 16_384;
/** Longer spellings are not looked at: a name with its domain is shorter. */
const MAX_SPELLING_CHARS = 4 * MAX_NAME_CHARS;
/** Of such accounts no machine is owned, whoever logs on as them. */
const SHARED_BY_NATURE: ReadonlySet<string> = new Set(['root', 'admin', 'administrator', 'guest', 'gast', 'user']);

export class People {
  /** Names that were too long, since it was made. */
  refused = 0;
  readonly #aliases = new Map<string, string>();
  readonly #owners = new Map<string, string>();
  readonly #shared: readonly string[];
  readonly #ignored: readonly string[];
  readonly #spellings = new Map<string, string | undefined>();
  readonly #persons = new Map<string, string | undefined>();

  constructor(settings: IdentitySettings) {
    for (const [alias, name] of Object.entries(settings.aliases)) {
      const [from, to] = [accountName(alias), accountName(name)];
      if (from !== undefined && to !== undefined) this.#aliases.set(from, to);
    }
    for (const [device, name] of Object.entries(settings.owners)) {
      const owner = accountName(name);
      if (owner !== undefined) this.#owners.set(deviceName(device), this.#aliases.get(owner) ?? owner);
    }
    this.#shared = settings.shared.map(patternOf);
    this.#ignored = settings.ignored.map(patternOf);
  }

  /** The name under which an account is learned; undefined: it is nobody, or ignored, or its name is too long (counted). */
  account(spelling: string): string | undefined {
    if (spelling.length > MAX_SPELLING_CHARS) {
      this.refused += 1;
      return undefined;
    }
    const before = this.#spellings.get(spelling);
    if (before !== undefined || this.#spellings.has(spelling)) return before;
    const name = accountName(spelling);
    if (name !== undefined && name.length > MAX_NAME_CHARS) {
      this.refused += 1;
      return undefined;
    }
    const known = name === undefined ? undefined : (this.#aliases.get(name) ?? name);
    const is = known === undefined || this.#isIgnored(name!, known) ? undefined : interned(known);
    if (this.#spellings.size >= MAX_SPELLINGS) this.#spellings.clear();
    this.#spellings.set(interned(spelling), is);
    return is;
  }

  /** The account as the owner of a device; undefined: several people use it, or it is nobody by now. */
  person(account: string): string | undefined {
    const before = this.#persons.get(account);
    if (before !== undefined || this.#persons.has(account)) return before;
    const name = this.account(account);
    const person = name === undefined || this.#isShared(name) ? undefined : name;
    if (this.#persons.size >= MAX_SPELLINGS) this.#persons.clear();
    this.#persons.set(account, person);
    return person;
  }

  /** Whose device it is, as settings say. */
  ownerOf(device: string): string | undefined {
    return this.#owners.size === 0 ? undefined : this.#owners.get(device);
  }

  #isShared(account: string): boolean {
    return SHARED_BY_NATURE.has(account) || this.#shared.some((pattern) => matchesWildcard(pattern, account));
  }

  #isIgnored(...names: readonly string[]): boolean {
    return this.#ignored.some((pattern) => names.some((name) => matchesWildcard(pattern, name)));
  }
}

/** A pattern is compared with names as they are learned: without domain, in lower case. */
function patternOf(text: string): string {
  const name = text.slice(text.lastIndexOf('\\') + 1);
  const at = name.indexOf('@');
  return (at > 0 ? name.slice(0, at) : name).trim().normalize('NFC').toLowerCase();
}

/** MAC addresses and IP addresses stay what they are. */
function deviceName(text: string): string {
  const name = text.trim().toLowerCase();
  if (/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/.test(name)) return name.replaceAll('-', ':');
  return hostName(name) ?? name;
}
