// The half in the collector: scores every live event before it is stored. See docs/baselines.md.

import type { Stage, StagePlace } from '#src/plugin/module.js';

export async function createBaselinesStage(_settings: unknown, _position: string, _place: StagePlace): Promise<Stage> {
  return {};
}
