// The parts of a score as whole numbers that add up to the score as it is shown: the largest remainders are rounded up.

/**
 * @param parts not negative, in any order
 * @param total what they are to add up to; left out: their sum. They are scaled to it first.
 */
export function wholePoints(parts: readonly number[], total = sum(parts)): readonly number[] {
  const whole = Math.round(total);
  const all = sum(parts);
  // Nothing to share by: equal parts.
  const scaled = parts.map((part) => (all > 0 ? (part * whole) / all : whole / parts.length));
  const points = scaled.map(Math.floor);
  const byRemainder = [...scaled.keys()].sort((a, b) => rest(scaled[b]) - rest(scaled[a]) || a - b);
  for (const i of byRemainder.slice(0, whole - sum(points))) points[i] = (points[i] ?? 0) + 1;
  return points;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((before, each) => before + each, 0);
const rest = (part = 0): number => part - Math.floor(part);
