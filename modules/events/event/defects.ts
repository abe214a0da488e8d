// The tags of an event, with what those of defects mean.

import { defectText } from '#src/event/defect-texts.js';
import { visibleText } from '#src/portal/events/visible-text.js';

export interface Defect {
  readonly tag: string;
  readonly meaning: string | undefined;
}

export function defectsOf(tags: readonly (string | number)[] | undefined): readonly Defect[] {
  return (tags ?? []).map((tag) => ({ tag: visibleText(String(tag)), meaning: defectText(String(tag)) }));
}
