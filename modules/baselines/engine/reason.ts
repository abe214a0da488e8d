// Why something is unusual: stable codes, and how one stands in a finding. Codes are for programs and never change their meaning;
// sentences are for people (engine/explain).

/** Each with what it means; the page “How it works” and docs/baselines.md print this table. */
export const REASON_CODES = {
  'new-country': 'The source country was never or hardly ever seen for this entity.',
  'new-network': 'The source network was never or hardly ever seen for this entity.',
  'new-source-host': 'It came from a machine that this entity never or hardly ever came from.',
  'new-host': 'A machine that this entity never or hardly ever used.',
  'new-action':
    'A kind of action (logon type, authentication package, event) that this entity never or hardly ever did.',
  'new-program': 'A program that this entity never or hardly ever ran.',
  'new-domain': 'A domain that this entity never or hardly ever asked for.',
  'new-share': 'A share that this entity never or hardly ever opened.',
  'unusual-hour': 'An hour of the week at which this entity is hardly ever active.',
  'many-logons': 'More logons within the hour than usual.',
  'many-failures': 'More failures within the hour than usual.',
  'many-privileged': 'More privileged actions within the hour than usual.',
  'many-hosts': 'More different machines within the hour than usual.',
  'many-dns': 'More DNS questions within the hour than usual.',
  'many-files': 'More files touched within the hour, or within half a day, than usual.',
  'many-programs': 'More different programs within the hour than usual.',
  'many-new-hosts': 'More machines for the first time within 24 hours than usual.',
  'many-new-programs': 'More programs for the first time within 24 hours than usual.',
  'slow-creep': 'New machines day after day: each day harmless, together not.',
  'failures-then-success': 'A logon succeeded after many failures of the same account.',
  spraying: 'One source failed to log on as many different known accounts.',
  'spraying-success': 'A logon from a source that sprayed.',
  'impossible-travel': 'Two places too far apart for the time between.',
  dormant: 'The account was not used for much longer than usual.',
  'dns-tunnel': 'Much data in names of one domain that is not like that for others.',
  'unusual-pattern': 'The hour as a whole is unlike this entity’s hours (autoencoder).',
} as const satisfies Readonly<Record<string, string>>;

export type ReasonCode = keyof typeof REASON_CODES;

export interface BaselineReason {
  readonly code: ReasonCode;
  /** What is unusual: `source country never seen for alice`. Log text. */
  readonly what: string;
  /** What is usual: `DE (412 of 415 logons in 60 days)`. */
  readonly expected: string;
  /** What was seen: `PL`. */
  readonly actual: string;
  /** Its part of the score; the parts of all reasons of a finding add up to the score. */
  readonly points: number;
  /** What a verdict “this is normal” is about, where the code has one: the country, the host, ...; absent for counts and hours. */
  readonly value?: string;
}
