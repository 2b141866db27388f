/** Exposes the catalogue of runtime/metrics.ts to Prometheus. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { catalogue, type MetricName, type Metrics } from '../runtime/metrics.ts'

/** Metrics with the registry that a server scrapes. */
export type PrometheusMetrics = Metrics & { readonly registry: Registry }

type Labels = Readonly<Record<string, string>>

/**
 * Builds every metric of the catalogue in a registry of its own. Recording never throws: a label outside the catalogue is dropped, a kind mismatch ignored.
 * `process` adds memory, CPU and event loop metrics of this process under `paynode_`.
 */
export function createMetrics({ process = false }: { readonly process?: boolean } = {}): PrometheusMetrics {
  const registry = new Registry()
  const counters = new Map<MetricName, Counter>()
  const gauges = new Map<MetricName, Gauge>()
  const histograms = new Map<MetricName, Histogram>()
  for (const [key, { type, help, labels }] of Object.entries(catalogue)) {
    const name = key as MetricName // keys of the catalogue
    const options = { name, help, labelNames: [...labels], registers: [registry] }
    if (type === 'counter') counters.set(name, new Counter(options))
    else if (type === 'gauge') gauges.set(name, new Gauge(options))
    else histograms.set(name, new Histogram({ ...options, buckets: name.endsWith('_seconds') ? seconds : sizes }))
  }
  if (process) collectDefaultMetrics({ register: registry, prefix: 'paynode_' })
  return {
    registry,
    count: (name, labels, by = 1) => counters.get(name)?.inc(toLabels(name, labels), Math.max(0, by)),
    gauge: (name, value, labels) => gauges.get(name)?.set(toLabels(name, labels), value),
    observe: (name, value, labels) => histograms.get(name)?.observe(toLabels(name, labels), value),
  }
}

const seconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const sizes = [1, 2, 5, 10, 20, 50, 100, 200]

function toLabels(name: MetricName, labels: Labels = {}): Record<string, string> {
  const known: readonly string[] = catalogue[name].labels
  return Object.fromEntries(known.map((label) => [label, (labels[label] ?? '').slice(0, 64)]))
}
