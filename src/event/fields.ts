// The one registry of field names: ECS name, short alias, type, where it is stored, one line of documentation.
// Everything that names a field (query language, store, pages, HTTP ingest, docs) reads it from here.

/** How a value behaves in queries: `keyword` compares without ASCII case, `ip` also takes CIDR, `text` is searched by word. */
export type FieldType = 'keyword' | 'text' | 'integer' | 'ip' | 'time';

/**
 * Where a store keeps it. `facet`: low-cardinality, shared by many events (grouped and filtered all day);
 * `column`: its own column; `json`: in the rest; `derived`: computed from another one.
 */
export type FieldPlace = 'facet' | 'column' | 'json' | 'derived';

export interface FieldDef {
  readonly name: string;
  readonly alias?: string;
  readonly type: FieldType;
  readonly place: FieldPlace;
  /** True where one event may hold several values (ECS arrays). */
  readonly many?: boolean;
  readonly doc: string;
}

const define = <const T extends readonly FieldDef[]>(defs: T): T => defs;

export const FIELDS = define([
  {
    name: 'event.id',
    alias: 'id',
    type: 'keyword',
    place: 'derived',
    doc: 'Where the event lies in the store; stable for its life.',
  },
  {
    name: '@timestamp',
    alias: 'time',
    type: 'time',
    place: 'column',
    doc: 'When it happened, by the device’s clock where that can be believed (ms since 1970, UTC).',
  },
  { name: 'event.ingested', alias: 'received', type: 'time', place: 'column', doc: 'When it arrived here.' },
  {
    name: 'lanwarden.source',
    alias: 'source',
    type: 'keyword',
    place: 'facet',
    doc: 'The configured or discovered device that sent it.',
  },
  {
    name: 'lanwarden.family',
    alias: 'family',
    type: 'keyword',
    place: 'facet',
    doc: 'windows, linux, pihole, network, ...',
  },
  {
    name: 'event.dataset',
    alias: 'parser',
    type: 'keyword',
    place: 'facet',
    doc: 'The parser that claimed it; `none` where none did.',
  },
  { name: 'host.name', alias: 'host', type: 'keyword', place: 'facet', doc: 'The machine the event is about.' },
  {
    name: 'process.name',
    alias: 'app',
    type: 'keyword',
    place: 'facet',
    doc: 'The program that wrote the message (syslog TAG or APP-NAME).',
  },
  { name: 'process.pid', alias: 'pid', type: 'integer', place: 'column', doc: 'Its process id.' },
  {
    name: 'log.syslog.facility.code',
    alias: 'facility',
    type: 'integer',
    place: 'facet',
    doc: 'Syslog facility, 0..23.',
  },
  {
    name: 'log.syslog.severity.code',
    alias: 'severity',
    type: 'integer',
    place: 'facet',
    doc: 'Syslog severity, 0 (emergency) .. 7 (debug).',
  },
  {
    name: 'event.severity',
    alias: 'level',
    type: 'integer',
    place: 'facet',
    doc: 'Criticality: 1 notice, 2 low, 3 medium, 4 high, 5 critical.',
  },
  {
    name: 'event.category',
    alias: 'category',
    type: 'keyword',
    place: 'facet',
    many: true,
    doc: 'ECS category: authentication, iam, network, process, ...',
  },
  {
    name: 'event.type',
    alias: 'type',
    type: 'keyword',
    place: 'facet',
    many: true,
    doc: 'ECS type: start, end, denied, creation, ...',
  },
  {
    name: 'event.action',
    alias: 'action',
    type: 'keyword',
    place: 'facet',
    doc: 'What was done, from one vocabulary (actions.ts).',
  },
  { name: 'event.outcome', alias: 'outcome', type: 'keyword', place: 'facet', doc: 'success, failure or unknown.' },
  {
    name: 'event.code',
    alias: 'code',
    type: 'keyword',
    place: 'facet',
    doc: 'The vendor’s event number (Windows event id).',
  },
  {
    name: 'tags',
    alias: 'tags',
    type: 'keyword',
    place: 'facet',
    many: true,
    doc: 'Defects of the message, such as syslog.missing-timestamp.',
  },
  { name: 'user.name', alias: 'user', type: 'keyword', place: 'column', doc: 'Who logs on, else who acts.' },
  { name: 'user.target.name', alias: 'target_user', type: 'keyword', place: 'json', doc: 'The account acted on.' },
  { name: 'group.name', alias: 'group', type: 'keyword', place: 'json', doc: 'The group acted on.' },
  {
    name: 'lanwarden.owner',
    alias: 'owner',
    type: 'keyword',
    place: 'json',
    doc: 'Whose device it was, inferred from leases and logons.',
  },
  { name: 'source.ip', alias: 'src_ip', type: 'ip', place: 'column', doc: 'The address it came from.' },
  { name: 'source.port', alias: 'src_port', type: 'integer', place: 'column', doc: 'Its port.' },
  { name: 'destination.ip', alias: 'dst_ip', type: 'ip', place: 'column', doc: 'The address it went to.' },
  { name: 'destination.port', alias: 'dst_port', type: 'integer', place: 'column', doc: 'Its port.' },
  { name: 'dns.question.name', alias: 'domain', type: 'keyword', place: 'column', doc: 'The domain asked for.' },
  {
    name: 'event.risk_score',
    alias: 'score',
    type: 'integer',
    place: 'column',
    doc: 'Anomaly score at arrival, 0..100.',
  },
  {
    name: 'lanwarden.hour_of_week',
    alias: 'hour_of_week',
    type: 'integer',
    place: 'column',
    doc: 'Hour of the week, 0 (Monday 00h) .. 167, in the installation’s zone.',
  },
  { name: 'message', alias: 'message', type: 'text', place: 'column', doc: 'What it says, without the header.' },
  {
    name: 'event.original',
    alias: 'raw',
    type: 'text',
    place: 'column',
    doc: 'Exactly what came (invalid UTF-8 escaped, tagged syslog.escaped).',
  },
] as const);

/** Computed from `hour_of_week` in queries; never stored. Ranges include both ends. */
export const DERIVED = define([
  { name: 'hour', type: 'integer', place: 'derived', doc: 'Hour of the day, 0..23, in the installation’s zone.' },
  {
    name: 'weekday',
    type: 'keyword',
    place: 'derived',
    doc: 'mon, tue, wed, thu, fri, sat or sun, in the installation’s zone.',
  },
] as const);

export type KnownField = (typeof FIELDS)[number]['name'];
/** A known ECS name, or any dotted name a parser brings (`winlog.event_data.TargetUserName`). */
export type FieldName = KnownField | `${string}.${string}`;

const byName = new Map<string, FieldDef>();
for (const def of [...FIELDS, ...DERIVED] as readonly FieldDef[]) {
  byName.set(def.name.toLowerCase(), def);
  if (def.alias !== undefined) byName.set(def.alias, def);
}

/** The definition behind an ECS name or alias (any ASCII case); undefined for fields that parsers bring along. */
export function fieldOf(nameOrAlias: string): FieldDef | undefined {
  return byName.get(nameOrAlias.toLowerCase());
}
