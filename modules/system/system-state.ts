// Everything the health page and the health API tell, gathered: no page waits for the collector, its last report is in memory.

import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import { NodeWatch } from '#src/cluster/node-watch.js';
import type { PluginProblem } from '#src/plugin/discovery.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';
import { CLOCK, CONFIG, MODULE_PROBLEMS } from '#src/portal/deps.js';
import { HealthNotes } from '#src/portal/health/health-notes.js';
import { CollectorWatch } from './collector-watch.js';
import { type Finding, findings } from './findings.js';
import type { Growing } from './ledger/grown.js';
import { nodeFindings } from './nodes/node-findings.js';
import { type OwnFigures, OwnProcess } from './own-process.js';

export interface Snapshot {
  /** ms since 1970 */
  readonly at: number;
  readonly status: 'well' | 'attention' | 'problem';
  readonly findings: readonly Finding[];
  /** Undefined while the collector is away. */
  readonly health: CollectorHealth | undefined;
  readonly awaySince: number | undefined;
  readonly restarts: number;
  readonly portal: OwnFigures;
}

@Injectable()
export class SystemState {
  constructor(
    private readonly watch: CollectorWatch,
    private readonly own: OwnProcess,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(MODULE_PROBLEMS) private readonly moduleProblems: readonly PluginProblem[],
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly notes: HealthNotes,
    private readonly nodes: NodeWatch,
  ) {}

  snapshot(): Snapshot {
    const { watch, config, moduleProblems } = this;
    const health = watch.health();
    const now = this.clock.now();
    const notes = [...this.notes.all(), ...nodeFindings(this.nodes.all(), config, now)];
    const recent = (counter: Growing): number => watch.traffic.recent(counter);
    const found = findings({ health, config, moduleProblems, restarts: watch.restarts, now, recent, notes });
    return {
      at: now,
      status: statusOf(found),
      findings: found,
      health,
      awaySince: watch.awaySince,
      restarts: watch.restarts,
      portal: this.own.figures(),
    };
  }
}

function statusOf(found: readonly Finding[]): Snapshot['status'] {
  if (found.some(({ severity }) => severity === 'problem')) return 'problem';
  return found.some(({ severity }) => severity === 'warning') ? 'attention' : 'well';
}
