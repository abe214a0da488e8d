// Numbers of modules for /metrics, beside what the collector reports. A module registers when it starts; its families are asked for with
// each scrape, so they must be at hand. Names: https://prometheus.io/docs/practices/naming/ (base units, `_total` for counters).

export interface MetricFamily {
  /** `lanwarden_<module>_<what>_<unit>` */
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  /** None: the family is left out. Label texts are escaped by who writes them. */
  readonly lines: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

export class ModuleMetrics {
  readonly #sources = new Map<string, () => readonly MetricFamily[]>();

  /** @param isOff whether the module that such a part belongs to is switched off */
  constructor(private readonly isOff: (part: string) => boolean) {}

  /** @param name `<module>.<what>` */
  register(name: string, families: () => readonly MetricFamily[]): void {
    if (this.#sources.has(name)) throw new Error(`BUG: two sources of metrics are named ${name}`);
    this.#sources.set(name, families);
  }

  /** One that fails is left out: the others must come. */
  all(): readonly MetricFamily[] {
    return [...this.#sources]
      .filter(([name]) => !this.isOff(name))
      .flatMap(([, families]) => {
        try {
          return families();
        } catch {
          return [];
        }
      });
  }
}
