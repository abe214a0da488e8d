// Where the events of a message lie in it.

import type { Span } from '../../event/json-scan.js';

export interface Parts {
  /** At least one; where there are more than the most, the last one reaches to the end. */
  readonly spans: readonly Span[];
  /** The last one is not whole. */
  readonly isCut: boolean;
  /** What makes several of them, left together, a text of the same form. */
  readonly brackets: readonly [before: Buffer, after: Buffer];
}
