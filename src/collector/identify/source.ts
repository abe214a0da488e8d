// What the collector does with the messages of one device. Made from a source's settings, or for a sender that has none.

import type { SourceConfig } from '#config/schema.js';
import type { LogEvent } from '../../event/event.js';
import type { ClockWatch, ZoneGuess } from '../decode/clock.js';
import { dropRules } from './drop-rules.js';
import { gateOf, UNKNOWN_GATE, type Gate } from './gate.js';
import { hiderOf, type Hide } from './hide.js';
import { TokenBucket } from './token-bucket.js';

/** What becomes of the messages of senders that no source names. */
export type UnknownPolicy = 'accept' | 'mark' | 'refuse';

export interface Source {
  readonly name: string;
  /** Undefined: discovered. */
  readonly config: SourceConfig | undefined;
  readonly parser: string | undefined;
  /** Undefined: guessed from the device's clock, UTC until that is certain. */
  readonly timeZone: string | undefined;
  readonly hostFrom: 'header' | 'peer';
  readonly retention: string;
  /** Undefined: every message is taken. */
  readonly gate: Gate | undefined;
  /** That each of its messages gets. */
  readonly tag: string | undefined;
  /** The drop rule that takes the event; undefined when none does. */
  readonly drops: (event: LogEvent) => string | undefined;
  /** Takes out of the event what must not be stored. */
  readonly hide: Hide | undefined;
  readonly limit: TokenBucket | undefined;
  readonly zoneGuess: ZoneGuess;
  readonly clock: ClockWatch;
  /** In the ledger. */
  readonly slot: number;
}

/** What is learned from a device's messages and outlives a change of its settings, and its place in the ledger. */
export type Learned = Pick<Source, 'zoneGuess' | 'clock' | 'slot'>;

/**
 * @param zone of dates and weekdays in drop rules: the installation's
 * @param before the same source under its old settings
 * @throws Fault CONFIG_INVALID for a drop rule that is no query
 */
export function configuredSource(
  config: SourceConfig,
  learned: Learned,
  zone: string,
  before: Source | undefined,
): Source {
  const { name, parser, timeZone, hostFrom, retention } = config;
  return {
    name,
    config,
    parser,
    timeZone,
    hostFrom,
    retention,
    tag: undefined,
    gate: gateOf(config),
    drops: dropRules(config, zone),
    hide: hiderOf(config.sensitive),
    limit: limitOf(config.ratePerSecond, before),
    zoneGuess: learned.zoneGuess,
    clock: learned.clock,
    slot: learned.slot,
  };
}

/** A sender that no settings name. One that came with an API key is known all the same: its `policy` is accept. */
export function discoveredSource(name: string, learned: Learned, policy: UnknownPolicy): Source {
  return {
    name,
    config: undefined,
    parser: undefined,
    timeZone: undefined,
    hostFrom: 'header',
    retention: 'default',
    gate: policy === 'refuse' ? UNKNOWN_GATE : undefined,
    tag: policy === 'mark' ? 'source.unknown' : undefined,
    drops: never,
    hide: undefined,
    limit: undefined,
    zoneGuess: learned.zoneGuess,
    clock: learned.clock,
    slot: learned.slot,
  };
}

const never = (): undefined => undefined;

/** A bucket goes on over changes of other settings: they must not hand out a new burst. */
function limitOf(ratePerSecond: number, before: Source | undefined): TokenBucket | undefined {
  if (ratePerSecond === 0) return undefined;
  return before?.config?.ratePerSecond === ratePerSecond ? before.limit : new TokenBucket(ratePerSecond);
}
