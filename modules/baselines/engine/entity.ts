// Whom a baseline is about. Accounts first; an address where nobody is known behind it; a device where no account is.

/** `user`: an account, under its canonical name; `ip`: a source address; `host`: a machine or device, by its short name. */
export const ENTITY_KINDS = ['user', 'ip', 'host'] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

export interface Entity {
  readonly kind: EntityKind;
  /** Lower case, at most MAX_NAME_CHARS. */
  readonly name: string;
}

/** Longer names make no entity: they are counted. */
export const MAX_NAME_CHARS = 128;

/** `user:alice`; the value of `lanwarden.entity` in events. */
export type EntityKey = string;

export function entityKey({ kind, name }: Entity): EntityKey {
  return `${kind}:${name}`;
}

/** Undefined for a text that is no key. */
export function entityOf(key: EntityKey): Entity | undefined {
  const at = key.indexOf(':');
  const kind = ENTITY_KINDS.find((each) => each === key.slice(0, at));
  return kind === undefined || at + 1 === key.length ? undefined : { kind, name: key.slice(at + 1) };
}
