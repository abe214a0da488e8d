// The trial as the portal uses it. For now in place; see trial.ts.

import type { CollectorSettings, SourceClock } from '../link/messages.js';
import { Fault } from '../faults.js';
import type { Trial, TrialRequest, TrialResult } from './trial.js';

export class TrialWorker implements Trial {
  constructor(
    private readonly settings: () => Promise<CollectorSettings>,
    private readonly clocks: () => Promise<Readonly<Record<string, SourceClock>>>,
  ) {}

  async run(_request: TrialRequest): Promise<TrialResult> {
    throw new Fault('BUG', `not yet ${typeof this.settings} ${typeof this.clocks}`);
  }

  async stop(): Promise<void> {}
}
