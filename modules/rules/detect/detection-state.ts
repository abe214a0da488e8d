// What people are told of detection: whether it follows, how far it is behind, what it had to leave out, and what each rule matched.

import type { LearningState } from './learning.js';
import type { RuleCounts } from './rule-stats.js';
import type { Progress } from './tracker.js';

export interface DetectionState {
  /**
   * `starting`: windows are read; `following`: each event as it comes; `catching-up`: it reads what came while nobody looked;
   * `waiting`: the collector is away, nothing comes; `elsewhere`: another portal has the duties.
   */
  readonly activity: 'starting' | 'following' | 'catching-up' | 'waiting' | 'elsewhere';
  /** ms between the receipt of an event and the look at it; 0 while it follows, undefined where nobody knows. */
  readonly lagMs: number | undefined;
  readonly progress: Progress | undefined;
  /** As a sentence: why nothing is raised at this moment. It is tried again by itself. */
  readonly trouble: string | undefined;
  /** Ids of rules that break detection (a mistake of the program) and are passed over until rules change. */
  readonly leftOut: readonly string[];
}

export interface RuleActivity {
  /** Undefined for a rule that never matched. */
  readonly counts: RuleCounts | undefined;
  /** Matching events that were left out because too many keys came at once, since the start of the portal. */
  readonly overflow: number;
  /** Keys that were forgotten for want of room, since the start: their windows began anew. */
  readonly evicted: number;
  /** Values of a first-seen rule that were forgotten for want of room, since the start: they are new when they come again. */
  readonly forgotten: number;
  /** Only for first-seen rules. */
  readonly learning: LearningState | undefined;
}
