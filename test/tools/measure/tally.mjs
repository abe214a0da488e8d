// Counts of fields by family: expected, found, and found right.

/** Examples of what went wrong, by family and field, are kept up to here. */
const MAX_EXAMPLES = 3;

export class Tally {
  /** @type {Map<string, Map<string, { expected: number, found: number, right: number, examples: string[] }>>} */
  families = new Map();

  /**
   * @param {string} family
   * @param {string} field
   * @param {unknown} expected
   * @param {unknown} actual undefined: the event does not have it
   * @param {string} line
   */
  compare(family, field, expected, actual, line) {
    const fields = this.families.get(family) ?? new Map();
    this.families.set(family, fields);
    const count = fields.get(field) ?? { expected: 0, found: 0, right: 0, examples: [] };
    fields.set(field, count);
    count.expected += 1;
    if (actual !== undefined) count.found += 1;
    if (String(actual) === String(expected)) count.right += 1;
    else if (count.examples.length < MAX_EXAMPLES)
      count.examples.push(`${field}: expected ${expected}, got ${actual}: ${line.slice(0, 300)}`);
  }

  /** One row a family; `isDetailed`: and one a field, with examples. */
  *rows(isDetailed) {
    for (const [family, fields] of [...this.families].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const sum = { expected: 0, found: 0, right: 0 };
      for (const count of fields.values()) for (const key of Object.keys(sum)) sum[key] += count[key];
      yield { family, values: sum.expected, precision: share(sum.right, sum.found), recall: share(sum.right, sum.expected) }; // prettier-ignore
      if (!isDetailed) continue;
      for (const [field, { expected, found, right, examples }] of fields) {
        if (right === expected) continue;
        yield { family, field, values: expected, precision: share(right, found), recall: share(right, expected), examples }; // prettier-ignore
      }
    }
  }
}

const share = (part, whole) => (whole === 0 ? null : Math.round((part / whole) * 1e4) / 1e4);
