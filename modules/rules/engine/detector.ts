// The detector: records in (in any order), what begins and what goes on out. Windows slide and are exact whatever the order of arrival
// (see windows/window.ts). Pure but for its own state, which is bounded; no clock. What it has forgotten for want of room it says.
//
// A key is either filling a window or has an alert that goes on: every further match of the key within the rule's quiet time belongs to
// that alert. Then it begins anew.

import type { OngoingAlert } from '#src/alerts/alert.js';
import type { Findings } from '../findings.js';
import type { MatchRecord } from '../match-record.js';
import { goesOn, type RuleSet } from '../rule.js';
import { Drafts, type Ongoing } from './drafts.js';
import { KeyTable } from './key-table.js';
import { LiveKeys } from './live-keys.js';
import { RuleBroken } from './rule-broken.js';
import { firstSeenOf } from './seen-before.js';
import { MemorySeenValues, type SeenValues } from './seen-values.js';
import { watchedRule, type WatchedRule } from './watched-rule.js';
import { LATENESS_MS, type Completed } from './windows/window.js';

export interface DetectorOptions {
  /** Alerts that may go on, see AlertBook.ongoing. */
  readonly ongoing?: readonly (Pick<OngoingAlert, 'ruleId' | 'key' | 'count' | 'first' | 'last' | 'score'> &
    Partial<Pick<OngoingAlert, 'isTest'>>)[];
  /** Default: a MemorySeenValues that speaks at once. */
  readonly seen?: SeenValues;
  /** Over all rules, of windows and of alerts each; of the rule that has the most the one touched longest ago goes first. Default 100,000. */
  readonly maxKeys?: number;
}

export interface DetectorLimits {
  /** Windows and ongoing alerts that are held now. */
  readonly keys: number;
  readonly maxKeys: number;
  /** Keys that were forgotten for want of room since the start, by rule: their windows began anew, or their next match is a new alert. */
  readonly evicted: Readonly<Record<string, number>>;
}

const MAX_KEYS = 100_000;
/** The least that any rule has. */
const QUIET_MS = 3_600_000;

export class Detector {
  #rules = new Map<string, WatchedRule>();
  readonly #windows: LiveKeys;
  readonly #ongoing: KeyTable<Ongoing>;
  readonly #evictedAlerts: Record<string, number> = {};
  readonly #seen: SeenValues;
  readonly #maxKeys: number;

  constructor(
    ruleSet: RuleSet,
    { ongoing = [], seen = new MemorySeenValues(), maxKeys = MAX_KEYS }: DetectorOptions = {},
  ) {
    this.#maxKeys = maxKeys;
    this.#seen = seen;
    this.#windows = new LiveKeys(maxKeys);
    this.#ongoing = new KeyTable(maxKeys, ({ rule }) => {
      this.#evictedAlerts[rule] = (this.#evictedAlerts[rule] ?? 0) + 1;
    });
    this.configure(ruleSet);
    for (const { ruleId, key, count, first, last, score, isTest = false } of ongoing.toSorted(
      (a, b) => a.last - b.last,
    ))
      this.#ongoing.touch(nameOf(ruleId, key), {
        rule: ruleId,
        count,
        first,
        last,
        score,
        isTest,
        begunBy: this.#rules.get(ruleId),
        draft: undefined,
      });
  }

  /**
   * What is raised and grown in one call is merged: an alert is raised with all that belongs to it, and grows once. A key has two findings
   * only where the call spans its quiet time; what grew before a finding's `first` belongs to the alert before it.
   * @throws RuleBroken; begin with another detector then
   */
  take(records: readonly MatchRecord[]): Findings {
    const drafts = new Drafts();
    this.gather(records, drafts);
    return drafts.findings();
  }

  /** As `take`, for what is said later, in one with what comes until then. @throws RuleBroken */
  gather(records: readonly MatchRecord[], drafts: Drafts): void {
    this.#handleAll(records, drafts);
  }

  /** Fills windows and learns values; raises nothing, grows nothing. */
  warm(records: readonly MatchRecord[]): void {
    this.#handleAll(records, undefined);
  }

  /**
   * Keeps the state of rules that detect as before; answers with the ids of new and changed ones, whose windows are empty now. Alerts go on,
   * also those of a rule that is off for a while.
   */
  configure({ rules }: RuleSet): readonly string[] {
    const before = this.#rules;
    this.#rules = new Map();
    for (const rule of rules) {
      const watched = watchedRule(rule);
      if (watched !== undefined) this.#rules.set(rule.id, watched);
    }
    const isKept = (id: string): boolean => this.#rules.get(id)?.signature === before.get(id)?.signature;
    this.#windows.forgetRules(new Set([...before.keys()].filter((id) => !isKept(id))));
    return [...this.#rules.keys()].filter((id) => !isKept(id));
  }

  /** Of these rules: they are empty now. Alerts that go on stay. */
  forgetWindows(rules: readonly string[]): void {
    this.#windows.forgetRules(new Set(rules));
  }

  /** Alerts that are not there any more: the next match begins anew. */
  forgetAlerts(all: readonly { readonly rule: string; readonly key: string }[]): void {
    for (const { rule, key } of all) this.#ongoing.delete(nameOf(rule, key));
  }

  /** Housekeeping, each minute or so: forgets what has been quiet. `now` in rule time (ms). */
  tick(now: number): void {
    this.#windows.forgetQuiet(now);
    const quietMs = ({ rule, begunBy }: Ongoing): number => (this.#rules.get(rule) ?? begunBy)?.quietMs ?? QUIET_MS;
    this.#ongoing.deleteWhere((ongoing) => ongoing.last + quietMs(ongoing) + LATENESS_MS < now);
  }

  limits(): DetectorLimits {
    const evicted = { ...this.#windows.evicted };
    for (const [rule, count] of Object.entries(this.#evictedAlerts)) evicted[rule] = (evicted[rule] ?? 0) + count;
    return { keys: this.#windows.size + this.#ongoing.size, maxKeys: this.#maxKeys, evicted };
  }

  #handleAll(records: readonly MatchRecord[], drafts: Drafts | undefined): void {
    for (const record of records.toSorted((a, b) => a.first - b.first))
      try {
        this.#handle(record, drafts);
      } catch (error) {
        throw new RuleBroken(record.rule, error);
      }
  }

  /** Without drafts nothing is said. */
  #handle(record: MatchRecord, drafts: Drafts | undefined): void {
    const watched = this.#rules.get(record.rule);
    if (watched === undefined) return;
    if (watched.rule.detect.kind !== 'first-seen') return this.#count(record, watched, drafts);
    const news = firstSeenOf(record, this.#seen);
    if (news !== undefined) this.#count(news, watched, drafts);
  }

  #count(record: MatchRecord & Pick<Completed, 'newValues'>, watched: WatchedRule, drafts: Drafts | undefined): void {
    const name = nameOf(record.rule, record.key);
    const held = this.#ongoing.get(name);
    const ongoing = held !== undefined && goesOn(held, watched.rule) ? held : undefined;
    if (ongoing !== undefined && isNear(ongoing, record, watched.quietMs)) {
      if (drafts === undefined) return;
      drafts.grow(ongoing, record, watched);
      this.#ongoing.touch(name, ongoing);
      return;
    }
    if (drafts === undefined) {
      // A test alert was made of it: what comes after it counts alone, as it does without a restart.
      if (held !== ongoing && held !== undefined && record.last <= held.last) return;
      this.#windows.take('fill', name, record, watched);
      return;
    }
    const found =
      watched.newWindow === undefined
        ? { completed: record, context: record }
        : this.#windows.take('add', name, record, watched);
    if (found === undefined) return;
    this.#ongoing.touch(name, drafts.raise(record, found, watched));
  }
}

/** A record just before the alert is one that came late. */
function isNear({ first, last }: Ongoing, record: MatchRecord, quietMs: number): boolean {
  return record.first <= last + quietMs && record.last >= first - quietMs;
}

const nameOf = (rule: string, key: string): string => `${rule} ${key}`;
