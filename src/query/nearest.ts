// Which known name somebody probably meant.

/** The candidate with the fewest edits, undefined when more than half of the name would change. */
export function nearestOf(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.slice(0, MAX_NAME_CHARS).toLowerCase();
  let best: string | undefined;
  let fewest = Math.floor(wanted.length / 2) + 1;
  for (const candidate of candidates) {
    const edits = editsBetween(wanted, candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** The cost grows with the product of the lengths, and a name can be as long as a query. */
const MAX_NAME_CHARS = 40;

/** Levenshtein distance, one row at a time. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
