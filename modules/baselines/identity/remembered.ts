// Answers about texts of logs, each worked out once: the same few names come in most lines. Bounded: a flood of invented ones empties the
// memory instead of growing it.

import { interned } from '#src/event/interned.js';

const MAX_ANSWERS = 16_384;
/** Longer ones are worked out each time. */
const MAX_CHARS = 256;

/** @param answer is given a copy of the text, so that what it cuts out of it holds on to no line */
export function remembered<Answer>(answer: (text: string) => Answer | undefined): (text: string) => Answer | undefined {
  const answers = new Map<string, Answer | undefined>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined || answers.has(text)) return known;
    if (text.length > MAX_CHARS) return answer(text);
    if (answers.size >= MAX_ANSWERS) answers.clear();
    const copy = interned(text);
    const found = answer(copy);
    answers.set(copy, found);
    return found;
  };
}
