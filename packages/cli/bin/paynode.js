#!/usr/bin/env node
// Runs the sources when they are beside this file (a checkout), the built files otherwise (an installed package).
import { existsSync } from 'node:fs'
import module from 'node:module'

module.enableCompileCache?.() // a restart then compiles nothing again

const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(
    `paynode needs Node 24 or newer, this is ${process.version}. Install it from nodejs.org, or: npx -p node@24 -p @paynode/cli paynode\n`,
  )
  process.exit(2)
}

const source = new URL('../src/main.ts', import.meta.url)
if (existsSync(source) && !import.meta.url.includes('/node_modules/')) {
  await import('../../../scripts/source-condition.js')
  await import(source.href)
} else {
  await import('../dist/main.js')
}
