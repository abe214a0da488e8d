// Everything that is wrong with what is to be a rule, at once: a number that is none does not hide a mistake in the query.

import { type Rule, ruleSchema } from '../rule.js';
import type { Problem } from './problems.js';
import { isReserved } from './reserved.js';

/** `check`: what the schema cannot see. */
export function allProblems(given: unknown, check: (rule: Rule) => readonly Problem[]): readonly Problem[] {
  const parsed = ruleSchema.safeParse(given);
  if (parsed.success) return [...reserved(parsed.data), ...check(parsed.data)];
  const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const rest = ruleSchema.safeParse(repaired(given, parsed.error.issues.map(({ path }) => path))); // prettier-ignore
  if (!rest.success) return problems;
  const named = new Set(problems.map(({ path }) => path));
  return [...problems, ...check(rest.data).filter(({ path }) => !named.has(path))];
}

function reserved({ id }: Rule): readonly Problem[] {
  return isReserved(id) ? [{ path: 'id', message: `A rule cannot be called ${id}. Choose another id.` }] : [];
}

/** Values that are right wherever the schema asks for something of this name. */
const SOUND: Readonly<Record<string, unknown>> = {
  id: 'rule',
  name: 'Rule',
  severity: 'medium',
  state: 'off',
  tags: [],
  groupBy: [],
  schedule: {},
  owner: '',
  description: '',
  advice: '',
  suppressMinutes: 60,
  query: '',
  field: 'user',
  count: 2,
  windowSeconds: 600,
  learnDays: 7,
  silentMinutes: 60,
  factor: 5,
  atLeast: 100,
  score: 80,
  direction: 'rise',
  bound: 1,
};

/** With sound values in the place of the wrong ones. */
function repaired(given: unknown, wrong: readonly (readonly PropertyKey[])[]): unknown {
  const copy: unknown = structuredClone(given);
  for (const path of wrong) {
    // Within a list the list as a whole is replaced, but for the steps of a sequence.
    const at = path.findIndex((key) => typeof key === 'string' && key in SOUND && key !== 'detect');
    const [parents, key] = [path.slice(0, at), path[at]];
    const parent = parents.reduce<unknown>((value, each) => (value as Record<PropertyKey, unknown> | undefined)?.[each], copy); // prettier-ignore
    if (at >= 0 && key !== undefined && typeof parent === 'object' && parent !== null)
      (parent as Record<PropertyKey, unknown>)[key] = SOUND[String(key)];
  }
  return copy;
}
