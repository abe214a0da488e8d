// Stub with the final signatures; being filled.
import type { OngoingAlert } from '#src/alerts/alert.js';
import type { Findings } from '../findings.js';
import type { MatchRecord } from '../match-record.js';
import type { RuleSet } from '../rule.js';
import type { SeenValues } from './seen-values.js';

export interface DetectorOptions {
  /** Alerts that may go on, see AlertBook.ongoing. */
  readonly ongoing?: readonly Pick<OngoingAlert, 'ruleId' | 'key' | 'count' | 'first' | 'last'>[];
  /** Default: a MemorySeenValues that learns nothing first. */
  readonly seen?: SeenValues;
  /** Over all rules; the one that was touched longest ago goes first. Default 200,000. */
  readonly maxKeys?: number;
}

export interface DetectorLimits {
  /** Live keys and ongoing alerts that are held now. */
  readonly keys: number;
  readonly maxKeys: number;
  /** Keys that were forgotten for want of room since the start: their windows began anew. By rule. */
  readonly evicted: Readonly<Record<string, number>>;
}

export class Detector {
  constructor(_ruleSet: RuleSet, _options: DetectorOptions = {}) {}
  /** In any order. What is raised and grown in one call is merged: a key is in `raised` or in `grown`, once. */
  take(_records: readonly MatchRecord[]): Findings {
    return { raised: [], grown: [], recovered: [] };
  }
  /** Fills windows and learns values; raises nothing, grows nothing. */
  warm(_records: readonly MatchRecord[]): void {}
  /** Keeps the state of rules that detect as before; answers with the ids of new and changed ones, whose windows are empty now. */
  configure(_ruleSet: RuleSet): readonly string[] {
    return [];
  }
  /** Housekeeping, each minute or so: forgets keys that have been quiet. `now` in rule time (ms). */
  tick(_now: number): void {}
  limits(): DetectorLimits {
    return { keys: 0, maxKeys: 0, evicted: {} };
  }
}
