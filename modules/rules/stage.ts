// The half in the collector: folds what was committed and reports it with the positions it lies between, without a gap. What it cannot
// keep it forgets whole, so that the next report begins later and the portal reads what lies between from the store.

import { systemClock, type Clock } from '#src/clock.js';
import type { Commit, Stage } from '#src/plugin/module.js';
import { Fold } from './engine/fold.js';
import { oneBudget } from './engine/time-budget.js';
import type { PackedReport } from './packed-report.js';
import { packedReports } from './report-packer.js';
import type { RuleSet } from './rule.js';

/** That time goes on is said so often, when nothing matches. */
const HEARTBEAT_MS = 1_000;
/** A flood of keys is told less often, so that each is told less often too: within a second its matches are one record. */
const REST_MS_PER_RECORD = 0.5;
/** What nobody asked for in time is packed when there is so much of it; such parts wait, in all at most. */
const MAX_WAITING_PARTS = 8;
/** Nobody asked for so long: nobody listens. */
const DEAF_MS = 10_000;

/** @param settings a RuleSet; anything else (the configuration's section, before a portal came): there are no rules yet */
export function createRulesStage(settings: unknown, position: string, clock: Clock = systemClock): Stage {
  return new RulesStage(settings, position, clock);
}

class RulesStage implements Stage {
  #ruleSet: RuleSet | undefined;
  #fold: Fold | undefined;
  /** Everything up to here was reported, or is in #waiting. */
  #from: string;
  /** Everything up to here was folded. */
  #to: string;
  /** Parts of a report that was too large for one, and reports that were not asked for in time. */
  #waiting: PackedReport[] = [];
  /** ms: of the earliest event since the last report. */
  #received: number | undefined;
  #lastRecords = 0;
  #askedAt: number;
  #saidAt = -Infinity;
  /** Events lie before #from that were not folded here: the portal is to read up to it. */
  #isToldToRead = true;

  constructor(
    settings: unknown,
    position: string,
    private readonly clock: Clock,
  ) {
    this.#from = this.#to = position;
    this.#askedAt = clock.now();
    this.#begin(settings);
  }

  committed({ events, kind, position, withOthers }: Commit): void {
    // Nobody listens: folded values would only grow (a record of a few keys may hold many), and the store has it all.
    const isDeaf = this.clock.now() - this.#askedAt > DEAF_MS;
    if (withOthers === true || isDeaf) return this.#pass(position);
    if (kind === 'live' && this.#fold !== undefined)
      for (const event of events) {
        this.#fold.add(event, 'live');
        this.#received = Math.min(this.#received ?? Infinity, event['event.ingested']);
      }
    this.#to = position;
    // Beyond its bounds the fold leaves matches out, and the portal has to read all of it from the store.
    if (this.#fold?.isRich === true && this.#waiting.length < MAX_WAITING_PARTS)
      this.#waiting.push(...this.#next(this.clock.now()));
  }

  /** A new rule set looks at what comes from now on; what the old one found since the last report is found again by the portal. */
  configure(settings: unknown): void {
    this.#begin(settings);
    this.#forget();
  }

  report(): PackedReport | undefined {
    const now = this.clock.now();
    this.#askedAt = now;
    if (this.#waiting.length === 0) this.#waiting = this.#next(now);
    return this.#waiting.shift();
  }

  get restMs(): number {
    return this.#waiting.length > 0 ? 0 : this.#lastRecords * REST_MS_PER_RECORD;
  }

  #next(now: number): PackedReport[] {
    if (this.#fold === undefined || this.#ruleSet === undefined) return [];
    if (!this.#isToldToRead) {
      this.#isToldToRead = true;
      const { version } = this.#ruleSet;
      return packedReports({ version, from: this.#from, to: this.#from }, { records: [], overflow: {}, excepted: {} });
    }
    if (this.#to === this.#from) return [];
    if (this.#fold.isEmpty && now - this.#saidAt < HEARTBEAT_MS) return [];
    const folded = this.#fold.take();
    this.#lastRecords = folded.records.length;
    const received = this.#received;
    const head = { version: this.#ruleSet.version, from: this.#from, to: this.#to };
    const reports = packedReports({ ...head, ...(received !== undefined && { received }) }, folded);
    this.#received = undefined;
    this.#from = this.#to;
    this.#saidAt = now;
    return reports;
  }

  #begin(settings: unknown): void {
    this.#ruleSet = isRuleSet(settings) ? settings : undefined;
    this.#fold = this.#ruleSet && new Fold(this.#ruleSet, oneBudget());
  }

  /** Events of other collectors lie between, or nobody listens: the portal reads those, and these with them, from the store. */
  #pass(position: string): void {
    this.#to = position;
    this.#forget();
    this.#isToldToRead = false;
  }

  #forget(): void {
    this.#fold?.take();
    this.#waiting = [];
    this.#received = undefined;
    this.#from = this.#to;
  }
}

function isRuleSet(settings: unknown): settings is RuleSet {
  if (typeof settings !== 'object' || settings === null) return false;
  return 'version' in settings && 'rules' in settings && Array.isArray(settings.rules);
}
