// The gamma function’s logarithm, and ratios of it, exact to 1e-13 or so where tails need it.

/** ln Γ(x) for x > 0. Lanczos’ approximation (g = 607/128, 15 terms; Godfrey 2001). */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (z + i);
  const t = z + LANCZOS_G + 0.5;
  return HALF_LOG_2_PI + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * ln(Γ(x + a) / Γ(x)) for x > 0, a >= 0. For large x the difference of two logGamma would lose all digits: a dispersion of a million
 * would make any count as likely as any other.
 */
export function logGammaRatio(x: number, a: number): number {
  if (x < LARGE) return logGamma(x + a) - logGamma(x);
  return (x + a - 0.5) * Math.log1p(a / x) + a * Math.log(x) - a + stirling(x + a) - stirling(x);
}

/** What Stirling’s formula leaves out. */
function stirling(x: number): number {
  const square = x * x;
  return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / x;
}

/** From here on Stirling’s four terms are exact to the last digit. */
const LARGE = 50;
const HALF_LOG_2_PI = 0.9189385332046727;
const LANCZOS_G = 607 / 128;
const LANCZOS = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  3.399464998481189e-5, 4.652362892704858e-5, -9.837447530487956e-5, 0.0001580887032249125, -0.00021026444172410488,
  0.00021743961811521265, -0.0001643181065367639, 8.441822398385275e-5, -2.6190838401581408e-5, 3.6899182659531625e-6,
];
