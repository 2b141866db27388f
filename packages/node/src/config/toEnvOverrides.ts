/** The few settings that the environment may change, for containers. */
import { ConfigError } from './ConfigError.ts'

/** Variable → where it goes in the configuration, and how its text is read. */
const variables = {
  PAYNODE_NAME: { path: ['name'], read: asText },
  PAYNODE_DATA_DIR: { path: ['dataDir'], read: asText },
  PAYNODE_RPC_URLS: { path: ['chain', 'rpcUrls'], read: (text: string) => text.split(',').map((url) => url.trim()) },
  PAYNODE_API_HOST: { path: ['api', 'host'], read: asText },
  PAYNODE_API_PORT: { path: ['api', 'port'], read: asNumber },
  PAYNODE_PUBLIC_URL: { path: ['api', 'publicUrl'], read: asText },
  PAYNODE_METRICS_HOST: { path: ['metrics', 'host'], read: asText },
  PAYNODE_METRICS_PORT: { path: ['metrics', 'port'], read: asNumber },
  PAYNODE_PAYOUTS: { path: ['payouts'], read: asText },
  PAYNODE_LOG_LEVEL: { path: ['log', 'level'], read: asText },
} as const

/** The environment's part of a configuration; empty variables count as unset. */
export function toEnvOverrides(env: NodeJS.ProcessEnv): Readonly<Record<string, unknown>> {
  const result: Record<string, Record<string, unknown> | unknown> = {}
  for (const [name, { path, read }] of Object.entries(variables)) {
    const text = env[name]?.trim()
    if (!text) continue
    const [head, tail] = path
    const value = read(text, name)
    result[head] = tail === undefined ? value : { ...(result[head] as Record<string, unknown> | undefined), [tail]: value }
  }
  return result
}

function asText(text: string): string {
  return text
}

function asNumber(text: string, name: string): number {
  if (!/^\d+$/.test(text)) throw new ConfigError(name, ['must be a whole number; correct or unset this environment variable'])
  return Number(text)
}
