// Which device sent this? Configured sources in their order, first match wins; everybody else is discovered under its address.

import type { SourceConfig } from '#config/schema.js';
import { OTHER_SENDERS } from '../../event/source-name.js';
import type { SyslogLine } from '../../event/line.js';
import type { SourceClock } from '../../link/messages.js';
import { ClockWatch, ZoneGuess } from '../decode/clock.js';
import type { Frame } from '../frame.js';
import { explainMatch, fits, type Matcher, matcherOf } from './match.js';
import { configuredSource, discoveredSource, type Learned, type Source, type UnknownPolicy } from './source.js';

export type { Source, UnknownPolicy } from './source.js';

/** Invented sender addresses must not become an unbounded list; those of earlier runs count too, while they are not long silent. */
const MAX_DISCOVERED = 5_000;
/** Silent ones with them. */
const MAX_NAMES = 20_000;
const LATE_EVERY_MS = 60_000;
const MAX_CACHED_PEERS = 10_000;
/** Sources that are named as passed over in an explanation. */
const MAX_PASSED_OVER = 100;

/** Where the sources' counters are kept. */
export interface SourceSlots {
  readonly size: number;
  /** Of those, the ones that were not long silent when the collector began. */
  readonly current: number;
  has(source: string): boolean;
  slot(source: string): number;
}

/** For where nothing is counted. */
export const NO_SLOTS: SourceSlots = { size: 0, current: 0, has: () => false, slot: () => 0 };

export interface SourcesOptions {
  /** Of dates and weekdays in drop rules: the installation's. Default UTC. */
  readonly zone?: string;
  readonly unknown?: UnknownPolicy;
  /** What is known of a source's zone from the start. Default: nothing, it is learned. */
  readonly guessOf?: (source: string) => ZoneGuess;
}

export interface Explained {
  readonly source: Source;
  /** A sentence. */
  readonly why: string;
  readonly passedOver: readonly { readonly name: string; readonly why: string }[];
}

export class Sources {
  #matchers: readonly Matcher[] = [];
  #unknown: UnknownPolicy;
  #lastLate = 0;
  readonly #byName = new Map<string, Source>();
  readonly #candidates = new Map<string, readonly Matcher[]>();
  /** Senders that no source names, by address. */
  readonly #discovered = new Map<string, Source>();
  /** Named by an API key or an import, without settings. Known: the policy for unknown senders is not for them. */
  readonly #named = new Map<string, Source>();

  constructor(
    private readonly slots: SourceSlots,
    configs: readonly SourceConfig[],
    private readonly options: SourcesOptions = {},
  ) {
    this.#unknown = options.unknown ?? 'accept';
    this.configure(configs, this.#unknown);
  }

  /**
   * Puts new settings in force; what was learned about a device's clock stays.
   * @throws Fault CONFIG_INVALID for a drop rule that is no query; then nothing is changed
   */
  configure(configs: readonly SourceConfig[], unknown: UnknownPolicy): void {
    const sources = configs.map((config) => this.#configured(config));
    this.#candidates.clear();
    this.#byName.clear();
    for (const source of sources) this.#byName.set(source.name, source);
    this.#matchers = sources.map((source) => matcherOf(source, source.config!)).filter((each) => each !== undefined);
    if (unknown === this.#unknown) return;
    this.#unknown = unknown;
    for (const [name, source] of this.#discovered) this.#discovered.set(name, discoveredSource(name, source, unknown));
  }

  identify(frame: Frame, line: SyslogLine): Source {
    if (frame.source !== undefined) return this.#byName.get(frame.source) ?? this.#ofName(frame.source);
    for (const matcher of this.#forPeer(frame.peer.address)) if (fits(matcher, frame, line)) return matcher.source;
    return this.#sender(frame);
  }

  /** What `identify` answers, and why, for people. Not for the hot path. */
  explain(frame: Frame, line: SyslogLine): Explained {
    const source = this.identify(frame, line);
    if (frame.source !== undefined) {
      const known = source.config === undefined ? ', and nothing is set for it' : '';
      return { source, why: `The API key or the import names it${known}.`, passedOver: [] };
    }
    const matchers = new Map(this.#matchers.map((matcher) => [matcher.source, matcher]));
    const passedOver: { name: string; why: string }[] = [];
    for (const other of this.#byName.values()) {
      if (other === source && matchers.has(other)) break;
      if (other === source || passedOver.length >= MAX_PASSED_OVER) continue;
      passedOver.push({ name: other.name, why: explainMatch(matchers.get(other), frame, line) });
    }
    const matcher = matchers.get(source);
    const isFit = matcher !== undefined && this.#forPeer(frame.peer.address).some((each) => each === matcher && fits(each, frame, line)); // prettier-ignore
    if (isFit) return { source, why: explainMatch(matcher, frame, line), passedOver };
    if (source.config !== undefined) return { source, why: 'Its name is the sender’s address.', passedOver };
    const none = this.#byName.size === 0 ? 'No source is configured' : 'No configured source fits';
    return { source, why: `${none}: the message goes under its sender’s address.`, passedOver };
  }

  /** @param zone the installation's */
  clocks(zone: string): Readonly<Record<string, SourceClock>> {
    const all = [this.#discovered, this.#named, this.#byName].flatMap((sources) => [...sources.values()]);
    return Object.fromEntries(all.map((source) => [source.name, clockOf(source, zone)]));
  }

  /** A sender that no setting names: made on first sight, while there is room. */
  #sender(frame: Frame): Source {
    const { address } = frame.peer;
    const known = this.#byName.get(address) ?? this.#discovered.get(address);
    if (known !== undefined) return known;
    // Whoever may import needs no introduction.
    if (frame.transport === 'import') return this.#ofName(address);
    const { size, current } = this.slots;
    const hasPlace = current < MAX_DISCOVERED && size < MAX_NAMES;
    const hasRoom = hasPlace || this.slots.has(address) || this.#isLateTurn(frame.receivedAt);
    return this.#discover(hasRoom ? address : OTHER_SENDERS);
  }

  /** After a flood of invented addresses real new devices still appear, one a minute. */
  #isLateTurn(now: number): boolean {
    if (this.slots.size >= MAX_NAMES || now - this.#lastLate < LATE_EVERY_MS) return false;
    this.#lastLate = now;
    return true;
  }

  #forPeer(address: string): readonly Matcher[] {
    const cached = this.#candidates.get(address);
    if (cached !== undefined) return cached;
    if (this.#candidates.size >= MAX_CACHED_PEERS) this.#candidates.clear();
    const candidates = this.#matchers.filter((matcher) => matcher.peer === undefined || matcher.peer(address));
    this.#candidates.set(address, candidates);
    return candidates;
  }

  #configured(config: SourceConfig): Source {
    const before = this.#byName.get(config.name);
    const learned =
      before ?? this.#discovered.get(config.name) ?? this.#named.get(config.name) ?? this.#learn(config.name);
    return configuredSource(config, learned, this.options.zone ?? 'UTC', before);
  }

  #discover(address: string): Source {
    const known = this.#discovered.get(address);
    if (known !== undefined) return known;
    const source = discoveredSource(address, this.#named.get(address) ?? this.#learn(address), this.#unknown);
    this.#discovered.set(address, source);
    return source;
  }

  #ofName(name: string): Source {
    const known = this.#named.get(name);
    if (known !== undefined) return known;
    const source = discoveredSource(name, this.#discovered.get(name) ?? this.#learn(name), 'accept');
    this.#named.set(name, source);
    return source;
  }

  #learn(name: string): Learned {
    const zoneGuess = this.options.guessOf?.(name) ?? new ZoneGuess();
    return { zoneGuess, clock: new ClockWatch(), slot: this.slots.slot(name) };
  }
}

function clockOf({ timeZone, zoneGuess, clock }: Source, zone: string): SourceClock {
  const driftMs = clock.driftMs();
  const said = { samples: clock.samples, ...(driftMs === undefined ? {} : { driftMs }) };
  if (timeZone !== undefined) return { zone: timeZone, origin: 'set', ...said };
  if (zoneGuess.isKnown) return { zone: zoneGuess.zone, origin: 'guessed', ...said };
  return { zone: clock.zone ?? zone, origin: 'assumed', ...said };
}
