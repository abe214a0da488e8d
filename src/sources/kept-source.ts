// The settings of a source as they are kept, read by the schema of this version: what has been added since has its default. Settings
// that do not fit (spoilt by hand, or by another version) keep nobody from starting: the source stays, takes nothing by itself, and says why.

import { fromIssues, problemLine } from '#config/problems.js';
import { type SourceConfig, sourceSchema } from '#config/schema.js';
import { messageOf } from '#src/faults.js';

const MAX_SHOWN_CHARS = 2_000;

export function readKeptSource(name: string, text: string): SourceConfig {
  try {
    const kept: unknown = JSON.parse(text);
    const parsed = sourceSchema.safeParse(kept);
    if (parsed.success) return parsed.data;
    const problems = fromIssues(parsed.error.issues, sourceSchema, kept, () => undefined);
    return unreadable(name, text, problems.map(problemLine).join('; '));
  } catch (error) {
    return unreadable(name, text, messageOf(error));
  }
}

/** Without a condition only its API keys name it. */
function unreadable(name: string, text: string, why: string): SourceConfig {
  const notes = `Its settings cannot be read by this version (${why.slice(0, MAX_SHOWN_CHARS / 2)}), so none of them is in force. Set them anew; they were: ${text.slice(0, MAX_SHOWN_CHARS)}`;
  // Its name too may be what does not fit.
  return { ...sourceSchema.parse({ name: 'source', notes }), name };
}
