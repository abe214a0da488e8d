// What a module would have found in the past: its part of `lanwarden backtest`. The file behind it imports neither Nest nor Sequelize.

import type { Config } from '#config/schema.js';
import type { EventReader, TimeRange } from '../store/event-store.js';

export interface BacktestCall {
  readonly store: EventReader;
  /** Event time. */
  readonly range: TimeRange;
  /** IANA zone of hours and weekdays. Events say their hour in `config.time.zone`. */
  readonly zone: string;
  readonly config: Config;
  /** The module's section of the configuration. */
  readonly settings: unknown;
  /** What to try, by id; empty: all that is in force. */
  readonly only: readonly string[];
  /** ms since 1970. */
  readonly now: number;
}

export interface BacktestAnswer {
  /** Each is printed as one line of JSON. Times are ISO 8601. */
  readonly lines: Iterable<Readonly<Record<string, unknown>>>;
  /** Sentences for a person, printed beside it. */
  readonly says: readonly string[];
}

/** @throws Fault */
export type Backtest = (call: BacktestCall) => Promise<BacktestAnswer>;
