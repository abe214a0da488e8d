// `lanwarden backtest --baselines`: what would have been found over the stored events, in event time, each day with a model of the days
// before it.

import type { BacktestAnswer, BacktestCall } from '#src/plugin/backtest.js';

export async function backtestBaselines(_call: BacktestCall): Promise<BacktestAnswer> {
  return { lines: [], says: [] };
}
