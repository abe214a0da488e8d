// The form of the tables events-*.ts: what a row says, and how its field map is read.

import type { Action } from '#src/event/actions.js';
import type { Level } from '#src/event/event.js';
import type { ACTIONS } from './actions.js';
import type { Roles } from './roles.js';

export type Outcome = 'success' | 'failure';

/**
 * Field of the event -> name of the event data, or several separated by `|` of which the first with a value counts. The field's name
 * decides how the text is read (targets.ts); what does not fit stays in the event data only. A row's map goes before its scope's.
 */
export type FieldMap = Readonly<Record<`${string}.${string}`, string>>;

/**
 * id(s), level, ECS categories, ECS types, action, outcome where the event itself is one ('' = as the audit keywords or status code say),
 * who is who, and the event's English first sentence without its full stop or colon (' | ' between several: one an id, or all of the
 * first id; '' where it begins otherwise), and the event data that this event alone has.
 */
export type Row = readonly [
  codes: string,
  level: Level,
  category: string,
  type: string,
  action: Action | keyof typeof ACTIONS,
  outcome: Outcome | '',
  roles: Roles,
  title: string,
  fields?: FieldMap,
];

/** A provider's events. */
export interface Scope {
  readonly id: string;
  /** Names of providers, `x*` for all that begin with x. */
  readonly providers: readonly string[];
  /** Channels that nobody else writes to; they decide where the provider is not named. The first is the home of the first provider. */
  readonly channels?: readonly string[];
  readonly rows: readonly Row[];
  /** For all rows, and for events that have none. */
  readonly fields?: FieldMap;
  /** What the events without a row are; absent: as the channel says. */
  readonly rest?: readonly [category: string, type: string, roles: Roles];
}
