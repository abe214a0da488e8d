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
  /** Told now and then how far it is, for whoever waits; '' when it is done. */
  readonly progress?: (text: string) => void;
}

export interface BacktestAnswer {
  /** Each is printed as one line of JSON, as it comes. Times are ISO 8601. */
  readonly lines: Iterable<BacktestLine> | AsyncIterable<BacktestLine>;
  /** Sentences for a person, printed beside it; read when the lines are at their end. */
  readonly says: readonly string[];
}

export type BacktestLine = Readonly<Record<string, unknown>>;

/** @throws Fault */
export type Backtest = (call: BacktestCall) => Promise<BacktestAnswer>;
