// key=value lines of products that do not escape quotes: whoever chooses a value may close it and write pairs of his own. The true
// pair stands somewhere among them, so a guarded name that is told twice, differently, is told by nobody.

export type Pair = readonly [name: string, value: string];

/** The pairs without those whose name is in `guarded` and comes twice with different values, and whether there were any. */
export function withoutDoubled(
  pairs: readonly Pair[],
  guarded: ReadonlySet<string>,
): { readonly pairs: readonly Pair[]; readonly isDoubled: boolean } {
  const seen = new Map<string, string>();
  let doubled: Set<string> | undefined;
  for (const [name, value] of pairs) {
    if (!guarded.has(name)) continue;
    const before = seen.get(name);
    if (before === undefined) seen.set(name, value);
    else if (before !== value) (doubled ??= new Set()).add(name);
  }
  if (doubled === undefined) return { pairs, isDoubled: false };
  const names = doubled;
  return { pairs: pairs.filter(([name]) => !names.has(name)), isDoubled: true };
}
