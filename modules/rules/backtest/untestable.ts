// Rules whose condition no stored event tells.

import type { Rule } from '../rule.js';

export interface Untested {
  readonly rule: string;
  /** A sentence. */
  readonly why: string;
}

const WHY: Partial<Record<Rule['detect']['kind'], string>> = {
  absence:
    'It waits for events that do not come: how long a silence is, only the clock tells. It cannot be back-tested.',
  rate: 'It compares with the weeks before, which is done as time passes. It cannot be back-tested.',
  watch: 'It looks at the installation itself, and nobody recorded how that was. It cannot be back-tested.',
};

export function untestable({ id, detect }: Rule): Untested | undefined {
  const why = WHY[detect.kind];
  return why === undefined ? undefined : { rule: id, why };
}
