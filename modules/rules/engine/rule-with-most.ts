/** Looks at each rule: for what is rare, or costs more than that. '' where there is none. */
export function ruleWithMost<T>(byRule: ReadonlyMap<string, T>, sizeOf: (held: T) => number): string {
  let found = '';
  let most = -Infinity;
  for (const [rule, held] of byRule) {
    const size = sizeOf(held);
    if (size <= most) continue;
    [found, most] = [rule, size];
  }
  return found;
}
