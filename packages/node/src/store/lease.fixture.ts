/** A process that owns a database until it is killed: says `owned` or why not. */
import { openStore } from './store.ts'

try {
  openStore(process.argv[2] as string, { exclusive: true })
  process.send?.('owned')
  setInterval(() => {}, 60_000) // until it is killed
} catch (error) {
  process.send?.(String(error))
  process.exit(1)
}
