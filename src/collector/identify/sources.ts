// Which device sent this? Configured sources in their order, first match wins; everybody else is discovered under its address.

import type { SourceConfig } from '#config/schema.js';
import type { LogEvent } from '../../event/event.js';
import type { SyslogLine } from '../../event/line.js';
import { Fault } from '../../faults.js';
import { parseQuery } from '../../query/parse.js';
import { predicateOf } from '../../query/predicate.js';
import { wildcardTest } from '../../query/wildcard.js';
import { ZoneGuess } from '../decode/clock.js';
import type { Frame } from '../frame.js';
import { addressTest, type AddressTest } from './cidr.js';
import { TokenBucket } from './token-bucket.js';

/** Invented sender addresses must not become an unbounded list; those of earlier runs count too. */
const MAX_DISCOVERED = 5_000;
const MAX_NAMES = 20_000;
const LATE_EVERY_MS = 60_000;
const OTHER_SENDERS = '(other senders)';
const MAX_CACHED_PEERS = 10_000;

/** What the collector does with the messages of one device. */
export interface Source {
  readonly name: string;
  readonly parser: string | undefined;
  /** Undefined: guessed from the device's clock, UTC until that is certain. */
  readonly timeZone: string | undefined;
  readonly hostFrom: 'header' | 'peer';
  readonly retention: string;
  readonly drops: (event: LogEvent) => boolean;
  readonly limit: TokenBucket | undefined;
  readonly zoneGuess: ZoneGuess;
  /** In the ledger. */
  readonly slot: number;
}

/** Where the sources' counters are kept. */
export interface SourceSlots {
  readonly size: number;
  has(source: string): boolean;
  slot(source: string): number;
}

type Test = (value: string) => boolean;

interface Matcher {
  readonly source: Source;
  readonly peer: AddressTest | undefined;
  readonly host: readonly Test[];
  readonly app: readonly Test[];
  readonly config: SourceConfig;
}

export class Sources {
  #matchers: readonly Matcher[] = [];
  #lastLate = 0;
  readonly #byName = new Map<string, Source>();
  readonly #candidates = new Map<string, readonly Matcher[]>();
  readonly #discovered = new Map<string, Source>();

  constructor(
    private readonly slots: SourceSlots,
    configs: readonly SourceConfig[],
    /** Of dates and weekdays in drop rules: the installation's. */
    private readonly zone = 'UTC',
  ) {
    this.configure(configs);
  }

  /** Puts new settings in force; what was learned about a device's clock stays. */
  configure(configs: readonly SourceConfig[]): void {
    this.#candidates.clear();
    const known = new Map(this.#byName);
    this.#byName.clear();
    this.#matchers = configs.map((config) => {
      const source = this.#configured(config, known.get(config.name));
      this.#byName.set(config.name, source);
      return {
        source,
        config,
        peer: config.match.peer.length > 0 ? addressTest(config.match.peer) : undefined,
        host: config.match.host.map(wildcardTest),
        app: config.match.app.map(wildcardTest),
      };
    });
  }

  identify(frame: Frame, line: SyslogLine): Source {
    if (frame.source !== undefined) return this.#byName.get(frame.source) ?? this.#discover(frame.source);
    for (const matcher of this.#forPeer(frame.peer.address)) if (fits(matcher, frame, line)) return matcher.source;
    return this.#sender(frame);
  }

  /** A sender that no setting names: made on first sight, while there is room. */
  #sender(frame: Frame): Source {
    const { address } = frame.peer;
    const known = this.#byName.get(address) ?? this.#discovered.get(address);
    if (known !== undefined) return known;
    const hasRoom = this.slots.size < MAX_DISCOVERED || this.slots.has(address) || this.#isLateTurn(frame.receivedAt);
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

  #configured(config: SourceConfig, before: Source | undefined): Source {
    return {
      name: config.name,
      parser: config.parser,
      timeZone: config.timeZone,
      hostFrom: config.hostFrom,
      retention: config.retention,
      drops: dropRule(config, this.zone),
      limit: config.ratePerSecond > 0 ? new TokenBucket(config.ratePerSecond) : undefined,
      zoneGuess: before?.zoneGuess ?? new ZoneGuess(),
      slot: this.slots.slot(config.name),
    };
  }

  #discover(name: string): Source {
    const known = this.#discovered.get(name);
    if (known !== undefined) return known;
    const source: Source = {
      name,
      parser: undefined,
      timeZone: undefined,
      hostFrom: 'header',
      retention: 'default',
      drops: never,
      limit: undefined,
      zoneGuess: new ZoneGuess(),
      slot: this.slots.slot(name),
    };
    this.#discovered.set(name, source);
    return source;
  }
}

function fits({ config, host, app }: Matcher, frame: Frame, line: SyslogLine): boolean {
  const { listener, tls } = config.match;
  if (listener.length > 0 && !listener.includes(frame.transport)) return false;
  if (tls.length > 0 && (frame.tlsIdentity === undefined || !tls.includes(frame.tlsIdentity))) return false;
  if (host.length > 0 && !host.some((test) => test(line.host ?? ''))) return false;
  return app.length === 0 || app.some((test) => test(line.app ?? ''));
}

const never = (): boolean => false;

function dropRule(config: SourceConfig, zone: string): (event: LogEvent) => boolean {
  if (config.drop.length === 0) return never;
  const predicates = config.drop.map((text) => {
    const parsed = parseQuery(text, { zone });
    if (parsed.kind === 'query') return predicateOf(parsed.query);
    throw new Fault(
      'CONFIG_INVALID',
      `Drop rule "${text}" of source "${config.name}": ${parsed.hint} (at character ${parsed.at + 1}).`,
    );
  });
  return (event) => predicates.some((matches) => matches(event));
}
