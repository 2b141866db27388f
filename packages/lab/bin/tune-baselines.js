#!/usr/bin/env node
// Tunes the baselines on seeds 1 to 20: `node packages/lab/bin/tune-baselines.js 1-20 3000`.
await import('../../../scripts/source-condition.js')
await import('../src/bench/tune.ts')
