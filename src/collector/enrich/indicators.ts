// The lists of bad addresses, domains and hashes together: which of them an event's values are on, and how often that was.

import type { ListConfig } from '#config/enrichment-schema.js';
import type { LogEvent } from '../../event/event.js';
import { type IndicatorSet, readList } from './lists/read-list.js';
import { WatchedFile } from './watched-file.js';

export class ThreatList {
  readonly file: WatchedFile<IndicatorSet>;
  events = 0;
  lastEventAt: number | undefined;

  /** @param file one that is read as this list says */
  constructor(
    readonly config: ListConfig,
    file?: WatchedFile<IndicatorSet>,
  ) {
    this.file = file ?? new WatchedFile(config.path, (files) => readList(files, config.kind));
  }
}

export interface Hit {
  readonly list: ThreatList;
  /** What of the list fits: `bad.example` for www.bad.example. */
  readonly matched: string;
}

/** Names that say where somebody went. */
const DOMAIN_FIELDS = ['dns.question.name', 'url.domain', 'destination.domain', 'tls.client.server_name'] as const;

const HASH_FIELDS = ['process', 'file', 'dll', 'process.parent'].flatMap((of) =>
  ['sha256', 'sha1', 'md5'].map((algorithm) => `${of}.hash.${algorithm}` as const),
);

/** Longer ones are no domains and no hashes. */
const MAX_VALUE_CHARS = 256;

export class Indicators {
  readonly lists: readonly ThreatList[];
  readonly #of: Readonly<Record<ListConfig['kind'], readonly ThreatList[]>>;

  /** @param before lists that say the same are kept with what they read and counted; another level or name needs no new reading */
  constructor(configs: readonly ListConfig[], before?: Indicators) {
    const kept = new Map(before?.lists.map((list) => [JSON.stringify(list.config), list]));
    const read = new Map(before?.lists.map(({ config, file }) => [contentOf(config), file]));
    this.lists = configs.map(
      (config) => kept.get(JSON.stringify(config)) ?? new ThreatList(config, read.get(contentOf(config))),
    );
    const byLevel = this.lists.toSorted((a, b) => b.config.level - a.config.level);
    const of = (kind: ListConfig['kind']): ThreatList[] => byLevel.filter(({ config }) => config.kind === kind);
    this.#of = { ip: of('ip'), domain: of('domain'), hash: of('hash') };
  }

  has(kind: ListConfig['kind']): boolean {
    return this.#of[kind].length > 0;
  }

  /** The list with the highest level that holds it; of equal ones the first. */
  find(kind: ListConfig['kind'], value: string): Hit | undefined {
    for (const list of this.#of[kind]) {
      const matched = list.file.value?.match(value);
      if (matched !== undefined) return { list, matched };
    }
    return undefined;
  }

  /** All lists that hold it, for somebody who asks. */
  findAll(kind: ListConfig['kind'], value: string): readonly Hit[] {
    return this.#of[kind].flatMap((list) => {
      const matched = list.file.value?.match(value);
      return matched === undefined ? [] : [{ list, matched }];
    });
  }

  /** @param best of the addresses; what is in force after this has the highest level */
  search(event: LogEvent, best: FieldHit | undefined): FieldHit | undefined {
    let found = best;
    if (this.#of.domain.length > 0) found = this.#searchFields(event, 'domain', DOMAIN_FIELDS, found);
    if (this.#of.hash.length > 0) found = this.#searchFields(event, 'hash', HASH_FIELDS, found);
    return found;
  }

  #searchFields(
    event: LogEvent,
    kind: 'domain' | 'hash',
    fields: readonly (keyof LogEvent)[],
    best: FieldHit | undefined,
  ): FieldHit | undefined {
    let found = best;
    for (const field of fields) {
      const value = event[field];
      if (typeof value !== 'string' || value.length > MAX_VALUE_CHARS) continue;
      const hit = this.find(kind, value);
      if (hit !== undefined && isBetter(hit, found)) found = { ...hit, field, value };
    }
    return found;
  }
}

const contentOf = ({ kind, path }: ListConfig): string => `${kind} ${path}`;

export interface FieldHit extends Hit {
  /** The event's field that it stands in. */
  readonly field: string;
  readonly value: string;
}

export function isBetter(hit: Hit, than: FieldHit | undefined): boolean {
  return than === undefined || hit.list.config.level > than.list.config.level;
}

/** ECS threat fields (https://www.elastic.co/guide/en/ecs/current/ecs-threat.html), flat; the event's level is raised to the list's. */
export function putHit(event: LogEvent, hit: FieldHit, now: number): void {
  const { config } = hit.list;
  hit.list.events += 1;
  hit.list.lastEventAt = now;
  event['threat.indicator.provider'] = config.name;
  event['threat.indicator.name'] = hit.matched;
  event['threat.indicator.matched.field'] = hit.field;
  if (config.confidence !== undefined) event['threat.indicator.confidence'] = config.confidence;
  putIndicator(event, hit, config.kind);
  if (event['event.severity'] < config.level) event['event.severity'] = config.level as 1 | 2 | 3 | 4 | 5;
}

function putIndicator(event: LogEvent, { matched }: FieldHit, kind: ListConfig['kind']): void {
  if (kind === 'domain') return void (event['threat.indicator.type'] = 'domain-name');
  if (kind === 'hash') {
    event['threat.indicator.type'] = 'file';
    return void (event[`threat.indicator.file.hash.${HASH_OF_LENGTH.get(matched.length) ?? 'sha512'}`] = matched);
  }
  event['threat.indicator.type'] = matched.includes(':') ? 'ipv6-addr' : 'ipv4-addr';
  event['threat.indicator.ip'] = matched;
}
const HASH_OF_LENGTH = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
]);
