// The watches: what each has to look at, how often, and which sources an exception takes out of it.

import { statfs } from 'node:fs/promises';
import type { CollectorHealth } from '#src/portal/collector-link.js';
import type { ParsingHistory } from '#src/portal/parsing/parsing-history.js';
import type { EventReader } from '#src/store/event-store.js';
import type { Rule, RuleSet } from '../rule.js';
import { clockVerdicts } from './clock-jump.js';
import { type Disk, diskVerdicts } from './disk-full.js';
import { ledgerVerdicts } from './ledger-broken.js';
import { Losses, lossVerdicts } from './messages-lost.js';
import { driftExamples } from './drift-examples.js';
import { exceptedSources } from './excepted-sources.js';
import { LearnedRhythms } from './learned-rhythms.js';
import { type Drift, driftsOf, driftVerdict } from './parser-drift.js';
import { parsingShares } from './parsing-shares.js';
import { HOUR_MS } from './rhythm.js';
import { silentVerdicts } from './silent-source.js';
import { sourceKey, type Verdict } from './verdict.js';
import type { WatchedSources } from './watched-sources.js';

const MINUTE_MS = 60_000;
const LOOK_EVERY_MS = {
  'silent-source': 0,
  'clock-jump': MINUTE_MS,
  'parser-drift': 5 * MINUTE_MS,
  'disk-full': MINUTE_MS,
  'ledger-broken': 0,
  'messages-lost': 0,
};
/** They look at the installation; exceptions are for sources. */
export const OF_ALL: ReadonlySet<string> = new Set(['disk-full', 'ledger-broken', 'messages-lost']);

/** More sources at once lost what they had in common; examples of a few tell it. */
const MAX_WITH_EXAMPLES = 5;

export interface WatchParts {
  readonly store: EventReader;
  /** Left out: of fields nothing is known. */
  readonly parsing?: Pick<ParsingHistory, 'read'>;
  readonly sources: WatchedSources;
  /** What the collector reports; undefined while it is away. */
  readonly health: () => CollectorHealth | undefined;
  /** The data folder, and `events.minFreeBytes`. */
  readonly disk: () => { readonly dir: string } & Pick<Disk, 'minFreeBytes' | 'hasEvents'>;
}

export class Watches {
  readonly #rhythms: LearnedRhythms;
  readonly #lookedAt = new Map<string, number>();
  readonly #drifts = new Map<string, Map<string, number>>();
  #losses = new Losses();

  constructor(private readonly parts: WatchParts) {
    this.#rhythms = new LearnedRhythms(parts.store);
  }

  /** What was seen last may be long ago, and somebody else has told of it meanwhile. */
  forget(): void {
    this.#lookedAt.clear();
    this.#drifts.clear();
    this.#losses = new Losses();
  }

  /**
   * What a watch rule says now; nothing when it is not its turn.
   * @param standing keys for which it has an alert
   * @throws Fault QUERY_DEADLINE
   */
  async verdicts(rule: Rule, ruleSet: RuleSet, standing: readonly string[], now: number): Promise<readonly Verdict[]> {
    if (rule.detect.kind !== 'watch') return [];
    const { watch } = rule.detect;
    const turn = `${rule.id} ${rule.state} ${rule.detect.bound ?? ''}`;
    if (Math.abs(now - (this.#lookedAt.get(turn) ?? -Infinity)) < LOOK_EVERY_MS[watch]) return [];
    const isExcepted = exceptedSources(rule, ruleSet);
    const looked = await this.#look(rule, watch, ruleSet.zone, now);
    this.#lookedAt.set(turn, now);
    if (OF_ALL.has(watch)) return looked;
    const names = (await this.parts.sources.all()).map(({ name }) => name).filter((name) => !isExcepted(name));
    const watched = new Set(names.map(sourceKey));
    const gone = standing
      .filter((key) => !watched.has(key))
      .map((key): Verdict => ({
        kind: 'fine',
        rule: rule.id,
        key,
        isUnwatched: true,
        summary: () => 'This source is not watched any more.',
      }));
    return [...looked.filter(({ key }) => watched.has(key)), ...gone];
  }

  async #look(rule: Rule, watch: keyof typeof LOOK_EVERY_MS, zone: string, now: number): Promise<readonly Verdict[]> {
    switch (watch) {
      case 'silent-source':
        return this.#silent(rule, zone, now);
      case 'clock-jump':
        return this.#clocks(rule, now);
      case 'parser-drift':
        return this.#parsing(rule, now);
      case 'disk-full':
        return diskVerdicts(rule, await this.#disk(), now);
      case 'ledger-broken':
        return ledgerVerdicts(rule, this.parts.health()?.ledger, now);
      case 'messages-lost':
        this.#losses.look(this.parts.health(), now);
        return lossVerdicts(rule, this.#losses, now);
    }
  }

  async #silent(rule: Rule, zone: string, now: number): Promise<readonly Verdict[]> {
    const heard = await this.parts.sources.heard();
    if (heard === undefined) return [];
    const { sources, listeningSince } = heard;
    const learns = sources.some(({ expectEveryMinutes }) => expectEveryMinutes === 0);
    const rhythms = learns ? await this.#rhythms.at(now, zone) : undefined;
    return silentVerdicts(rule, sources, { listeningSince, now, zone, rhythmOf: (source) => rhythms?.get(source) });
  }

  async #clocks(rule: Rule, now: number): Promise<readonly Verdict[]> {
    const clocks = await this.parts.sources.clocks();
    const before = this.#drifts.get(rule.id) ?? new Map<string, number>();
    const drifts = [...clocks].flatMap(([name, { driftMs }]) =>
      driftMs === undefined ? [] : [[name, driftMs] as const],
    );
    this.#drifts.set(rule.id, new Map(drifts));
    return clockVerdicts(rule, clocks, before, now);
  }

  async #parsing(rule: Rule, now: number): Promise<readonly Verdict[]> {
    const { store, parsing } = this.parts;
    const shares = await parsingShares(store, now);
    const drifts = driftsOf(rule, shares?.sources ?? [], (await parsing?.read(now)) ?? []);
    const since = shares?.since ?? now - HOUR_MS;
    const verdicts: Verdict[] = [];
    let withExamples = 0;
    for (const drift of drifts) {
      const isShown = hasFallen(drift) && (withExamples += 1) <= MAX_WITH_EXAMPLES;
      verdicts.push(driftVerdict(rule, drift, since, isShown ? await driftExamples(store, drift, now) : []));
    }
    return verdicts;
  }

  async #disk(): Promise<Disk> {
    const { dir, ...rest } = this.parts.disk();
    const { bavail, blocks, bsize } = await statfs(dir);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, ...rest };
  }
}

function hasFallen({ hasShareFallen, falls }: Drift): boolean {
  return hasShareFallen || falls.length > 0;
}
