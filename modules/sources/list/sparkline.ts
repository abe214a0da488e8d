// A few numbers as the path of a small line in an SVG's viewBox.

export const SPARK = { width: 96, height: 24 } as const;

/** Oldest at the left; the highest at the top. Empty without anything to draw. */
export function sparkline(counts: readonly number[]): string {
  const highest = Math.max(0, ...counts);
  if (highest === 0 || counts.length < 2) return '';
  const step = SPARK.width / (counts.length - 1);
  const points = counts.map((count, i) => {
    const y = SPARK.height - 1 - (count / highest) * (SPARK.height - 2);
    return `${(i * step).toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}
