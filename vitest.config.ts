/**
 * Three projects: `unit` runs anywhere in seconds; `conformance` plays thousands of scripts per PSP, a file per core; `integration` starts chains,
 * daemons and servers on loopback, one file at a time.
 */
import { defineConfig } from 'vitest/config'

const source = { resolve: { conditions: ['paynode-source'] }, ssr: { resolve: { conditions: ['paynode-source'] } } }

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/bench/**/*.test.ts', '*.test.ts', 'scripts/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
          pool: 'forks',
          testTimeout: 20_000,
        },
      },
      {
        ...source,
        test: {
          name: 'integration',
          include: ['packages/*/src/**/*.integration.test.ts'],
          exclude: ['**/src/conformance/**', '**/node_modules/**'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } }, // a second unless told, and blocks come once a second
        },
      },
      {
        ...source,
        test: {
          name: 'conformance',
          include: ['packages/node/src/conformance/*.integration.test.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 600_000,
        },
      },
    ],
  },
})
