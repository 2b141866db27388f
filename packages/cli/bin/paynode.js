#!/usr/bin/env node
// Runs the sources when they are beside this file (a checkout), the built files otherwise (an installed package).
import { existsSync } from 'node:fs'
import module from 'node:module'

module.enableCompileCache?.() // a restart then compiles nothing again

const source = new URL('../src/main.ts', import.meta.url)
if (existsSync(source) && !import.meta.url.includes('/node_modules/')) {
  await import('../../../scripts/source-condition.js')
  await import(source.href)
} else {
  await import('../dist/main.js')
}
