#!/usr/bin/env node
// Runs the benchmark from its sources: it is a tool of a checkout, not of the published package.
await import('../../../scripts/source-condition.js')
await import('../src/bench/main.ts')
