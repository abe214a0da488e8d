// Alerts that belong together: those about the same entity around the same time, and incidents, which are chains of such alerts.
// A source says only where events come from: alerts that share nothing else do not belong together.

import type { Sequelize } from 'sequelize';
import type { Severity } from './alert.js';
import { newestAlerts } from './alert-list.js';
import { isPostgres, jsonRows, listed, noIndex, unfolded } from '#src/store/metadata/dialect.js';
import { rowsOf } from './context.js';
import type { EntityName, NameKind } from './entity-names.js';
import { type AlertRow, type KeptAlert, severityLevel, severityOf, toAlert } from './kept-alert.js';
import { SEVERITY_POINTS } from './risk.js';

const RELATED_MS = 24 * 3_600_000;
/** Alerts of one entity with a longer pause between them are different stories. */
const INCIDENT_GAP_MS = 3_600_000;
/** How far an incident's page follows from one to the next. */
const MAX_ROUNDS = 6;
/** Alerts looked at for incidents: the newest. */
export const MAX_INCIDENT_ALERTS = 1_000;

export interface RelatedAlert {
  readonly alert: KeptAlert;
  readonly shared: readonly EntityName[];
}

export interface Incident {
  /** Of its oldest alert. */
  readonly id: string;
  /** Newest last event first. */
  readonly alerts: readonly KeptAlert[];
  readonly severity: Severity;
  /** Sum of the alerts' points (risk.ts), without decay. */
  readonly points: number;
  /** Those that more than one alert shares, the most shared first. */
  readonly entities: readonly EntityName[];
  /** ms since 1970 */
  readonly first: number;
  readonly last: number;
  /** Events of all its alerts. */
  readonly count: number;
}

/** About the same entity within a day before or after it, those that share most first. By their time first, see `around`. */
export async function relatedAlerts(db: Sequelize, alert: KeptAlert, limit: number): Promise<readonly RelatedAlert[]> {
  const rows = await rowsOf<AlertRow & { shared: string }>(
    db,
    `SELECT alerts.*, ${SHARED[isPostgres(db) ? 'postgres' : 'sqlite']} AS shared
     FROM alerts CROSS JOIN alert_entities AS other
     WHERE ${noIndex(db)}alerts.is_test = $isTest AND alerts.last >= $from AND alerts.first <= $to AND ${noIndex(db)}alerts.id <> $id
       AND other.alert_id = alerts.id AND (other.kind, other.folded) IN (
         SELECT kind, folded FROM alert_entities WHERE alert_id = $id AND kind <> 'source')
     GROUP BY ${noIndex(db)}alerts.id ORDER BY count(*) DESC, alerts.last DESC LIMIT ${limit}`,
    { id: alert.id, isTest: alert.isTest, from: alert.first - RELATED_MS, to: alert.last + RELATED_MS },
  );
  return rows.map((row) => ({ alert: toAlert(row), shared: JSON.parse(row['shared']) as EntityName[] }));
}

/** A JSON list, as text. */
const SHARED = {
  sqlite: `json_group_array(json_object('kind', other.kind, 'name', other.name))`,
  postgres: `CAST(json_agg(json_build_object('kind', other.kind, 'name', other.name)) AS text)`,
};

/** Of alerts that are not closed: those with two alerts or more, the heaviest first. */
export async function openIncidents(db: Sequelize): Promise<readonly Incident[]> {
  const rows = await newestAlerts(
    db,
    { isTest: false, states: ['open', 'acknowledged'] },
    undefined,
    MAX_INCIDENT_ALERTS,
  );
  return (await grouped(db, rows.map(toAlert)))
    .filter((incident) => incident.alerts.length > 1)
    .toSorted((a, b) => severityLevel(b.severity) - severityLevel(a.severity) || b.points - a.points);
}

/**
 * The one that this alert is part of, of alerts in any state; of that alert alone when there is no other. Beyond MAX_INCIDENT_ALERTS no more
 * are looked for.
 */
export async function incidentOf(db: Sequelize, alert: KeptAlert): Promise<Incident> {
  const known = [alert];
  const names = new Map(await namesOf(db, known));
  let incident = incidentFrom(known, names);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = await around(db, incident, known, names);
    if (found.length === 0) break;
    known.push(...found);
    for (const [id, each] of await namesOf(db, found)) names.set(id, each);
    incident = groupIncidents(known, names).find((each) => each.alerts.some(({ id }) => id === alert.id))!;
    if (incident.alerts.length >= MAX_INCIDENT_ALERTS) break;
  }
  return incident;
}

/**
 * Alerts that share an entity with one of the incident, at most INCIDENT_GAP_MS before its begin or behind its end: the newest that are not
 * known yet (known are also those that turned out not to belong to it). By their time, not by the entity: a host may have had twenty
 * thousand alerts within a year.
 */
async function around(
  db: Sequelize,
  { alerts, first, last }: Incident,
  known: readonly KeptAlert[],
  names: ReadonlyMap<string, readonly NamedEntity[]>,
): Promise<readonly KeptAlert[]> {
  const asked = new Map(
    alerts.flatMap(({ id }) => names.get(id) ?? []).map(({ key, kind, folded }) => [key, [kind, folded]]),
  );
  const rows = await rowsOf<AlertRow>(
    db,
    `SELECT * FROM alerts WHERE ${noIndex(db)}is_test = $isTest AND last >= $from AND first <= $to
       AND ${noIndex(db)}id NOT IN (${listed(db, 'known')}) AND EXISTS (
         SELECT 1 FROM alert_entities WHERE alert_id = alerts.id
           AND (kind, folded) IN (SELECT kind, folded FROM ${unfolded(db, 'names', NAME)} AS asked))
     ORDER BY last DESC, id DESC LIMIT ${MAX_INCIDENT_ALERTS - alerts.length}`,
    {
      isTest: alerts[0]!.isTest,
      from: first - INCIDENT_GAP_MS,
      to: last + INCIDENT_GAP_MS,
      known: JSON.stringify(known.map(({ id }) => id)),
      names: jsonRows(db, [...asked.values()]),
    },
  );
  return rows.map(toAlert);
}

const NAME = { kind: 'text', folded: 'text' } as const;

async function grouped(db: Sequelize, alerts: readonly KeptAlert[]): Promise<readonly Incident[]> {
  const names = await namesOf(db, alerts);
  return groupIncidents(alerts, names);
}

/** Pure: chains of alerts in which each shares an entity with another and begins within INCIDENT_GAP_MS of that one's end. */
function groupIncidents(
  alerts: readonly KeptAlert[],
  names: ReadonlyMap<string, readonly NamedEntity[]>,
): readonly Incident[] {
  const groups = new Groups(alerts.map(({ id }) => id));
  const pairs = alerts
    .toSorted((a, b) => a.first - b.first)
    .flatMap((alert) => (names.get(alert.id) ?? []).map(({ key }) => ({ key, alert })));
  for (const chain of groupBy(pairs, ({ key }) => key)) {
    let end = -Infinity;
    for (const [at, { alert }] of chain.entries()) {
      if (at > 0 && alert.first - end <= INCIDENT_GAP_MS) groups.join(chain[at - 1]!.alert.id, alert.id);
      end = Math.max(end, alert.last);
    }
  }
  return groupBy(alerts, ({ id }) => groups.rootOf(id)).map((each) => incidentFrom(each, names));
}

export interface NamedEntity extends EntityName {
  /** As the database finds it. */
  readonly folded: string;
  /** Equal for names that are the same. */
  readonly key: string;
}

async function namesOf(
  db: Sequelize,
  alerts: readonly KeptAlert[],
): Promise<ReadonlyMap<string, readonly NamedEntity[]>> {
  const rows = await rowsOf<{ alert_id: string; kind: NameKind; folded: string; name: string }>(
    db,
    `SELECT alert_id, kind, folded, name FROM alert_entities
     WHERE kind <> 'source' AND alert_id IN (${listed(db, 'ids')})`,
    { ids: JSON.stringify(alerts.map(({ id }) => id)) },
  );
  const byAlert = new Map<string, NamedEntity[]>();
  for (const { alert_id: id, kind, folded, name } of rows) {
    const list = byAlert.get(id) ?? [];
    list.push({ kind, name, folded, key: `${kind}\u0000${folded}` });
    byAlert.set(id, list);
  }
  return byAlert;
}

function incidentFrom(alerts: readonly KeptAlert[], names: ReadonlyMap<string, readonly NamedEntity[]>): Incident {
  const levels = alerts.map(({ severity }) => severityLevel(severity));
  const named = groupBy(
    alerts.flatMap(({ id }) => names.get(id) ?? []),
    ({ key }) => key,
  );
  const shared = named.filter((each) => each.length > 1 || alerts.length === 1).toSorted((a, b) => b.length - a.length);
  return {
    id: alerts.map(({ id }) => id).toSorted()[0] ?? '',
    alerts: alerts.toSorted((a, b) => b.last - a.last || b.id.localeCompare(a.id)),
    severity: severityOf(Math.max(1, ...levels)),
    points: levels.reduce((sum, level) => sum + (SEVERITY_POINTS[level] ?? 0), 0),
    entities: shared.map((each) => ({ kind: each[0]!.kind, name: each[0]!.name })),
    first: alerts.reduce((first, alert) => Math.min(first, alert.first), Infinity),
    last: alerts.reduce((last, alert) => Math.max(last, alert.last), -Infinity),
    count: alerts.reduce((sum, alert) => sum + alert.count, 0),
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** Union-find. */
class Groups {
  readonly #parent: Map<string, string>;

  constructor(ids: readonly string[]) {
    this.#parent = new Map(ids.map((id) => [id, id]));
  }

  rootOf(id: string): string {
    let root = id;
    for (let up = this.#parent.get(root)!; up !== root; up = this.#parent.get(root)!) root = up;
    this.#parent.set(id, root);
    return root;
  }

  join(a: string, b: string): void {
    this.#parent.set(this.rootOf(a), this.rootOf(b));
  }
}
